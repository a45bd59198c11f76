import '@mantine/notifications/styles.css';

import { Notifications } from '@mantine/notifications';

/** Where it is said that something was done, with Undo where it can be undone. */
export default function Toasts() {
  return <Notifications position="bottom-left" />;
}
