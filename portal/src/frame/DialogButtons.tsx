// The buttons of a window: Cancel, and the one that does what the window is for.

import { Button, type ButtonProps, Group } from '@mantine/core';

interface Props extends ButtonProps {
  close: () => void;
  /** The label of the button that acts; without one, there is only Cancel. */
  label?: string;
  /** Called on a click. Without it, the button submits the form around it. */
  act?: () => void;
  /** Puts the focus on Cancel when the window opens. */
  focusesCancel?: boolean;
}

export function DialogButtons({ close, label, act, focusesCancel, ...button }: Props) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={close} data-autofocus={focusesCancel ? true : undefined}>
        Cancel
      </Button>
      {label && (
        <Button type={act ? 'button' : 'submit'} onClick={act} {...button}>
          {label}
        </Button>
      )}
    </Group>
  );
}
