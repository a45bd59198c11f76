// The area for the short messages of notify.tsx, in its own chunk so that it loads after the screen.

import '@mantine/notifications/styles.css';

import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';

export default function Toasts() {
  // On a phone, the bottom is where one writes.
  const isPhone = useMediaQuery('(max-width: 768px)');
  return <Notifications position={isPhone ? 'top-center' : 'bottom-left'} />;
}
