import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

/** What is wider than a phone: it scrolls by itself, by keyboard too, and not the page with it. */
export function Wide({ what, least, children }: { what: string; least: number; children: ReactNode }) {
  return (
    <Box role="region" aria-label={what} tabIndex={0} style={{ overflowX: 'auto' }}>
      <Box miw={least}>{children}</Box>
    </Box>
  );
}
