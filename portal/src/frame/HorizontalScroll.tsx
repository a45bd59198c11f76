// Content that is wider than a phone. It scrolls sideways, also by keyboard, so that the page doesn't.

import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

export function HorizontalScroll({ label, minWidth, children }: { label: string; minWidth: number; children: ReactNode }) {
  return (
    <Box role="region" aria-label={label} tabIndex={0} style={{ overflowX: 'auto' }}>
      <Box miw={minWidth}>{children}</Box>
    </Box>
  );
}
