// Placeholder rows while something is loading. Screen readers announce `what`.

import { Box, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';

/** During a shorter wait, placeholders would only flicker. */
const DELAY_MS = 150;

export function Loading({ what, rows = 3 }: { what: string; rows?: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Box role="status" aria-label={`Loading ${what}`} mih={rows * 48}>
      {isShown && Array.from({ length: rows }, (_, row) => <Skeleton key={row} h={40} mb={8} />)}
    </Box>
  );
}
