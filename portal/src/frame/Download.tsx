// A button that downloads a list as a file, with the limit of that file beside it.

import { Button, Stack, Text } from '@mantine/core';
import type { useDownload } from '../api/download';

interface Props {
  download: ReturnType<typeof useDownload>;
  /** How much the file holds at most, and how to get the rest. */
  limit: string;
}

export function Download({ download, limit }: Props) {
  return (
    <Stack gap={2} align="end">
      <Button variant="default" onClick={() => download.mutate()} loading={download.isPending} aria-describedby="most-in-file">
        Download for a spreadsheet
      </Button>
      <Text size="xs" c="dimmed" id="most-in-file">
        {limit}
      </Text>
    </Stack>
  );
}
