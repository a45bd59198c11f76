// A form whose submission, by button or Enter, is handled by the portal instead of the browser.

import { Box, type BoxProps } from '@mantine/core';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { isComposing } from '../frame/composing';

interface Props extends BoxProps {
  submit: () => void;
  /** Whether nothing can be changed for now. */
  inert?: boolean;
  form?: Ref<HTMLFormElement>;
  children: ReactNode;
}

export function Form({ submit, form, children, ...box }: Props) {
  return (
    <Box
      component="form"
      ref={form}
      {...box}
      // Enter in a field of tags adds a tag. In an empty one it must not send the form.
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter' && !isComposing(event) && (event.target as Element).closest('.mantine-TagsInput-root'))
          event.preventDefault();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        // A form in a window is not part of the form that opened the window.
        event.stopPropagation();
        submit();
      }}
    >
      {children}
    </Box>
  );
}
