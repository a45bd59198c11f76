import { Box, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';

/** Before it a wait is not noticed, and a skeleton would only flicker. */
const NOTICED_MS = 150;

/** The shape of rows that are loading; `what` is read out. */
export function Waiting({ what, rows = 3 }: { what: string; rows?: number }) {
  const [isNoticed, setNoticed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setNoticed(true), NOTICED_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Box role="status" aria-label={`Loading ${what}`} mih={rows * 48}>
      {isNoticed && Array.from({ length: rows }, (_, row) => <Skeleton key={row} h={40} mb={8} />)}
    </Box>
  );
}
