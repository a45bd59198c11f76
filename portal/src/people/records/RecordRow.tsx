// The row of a small record, with buttons to edit and delete it.

import { Box, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  detail: string;
  badge?: ReactNode;
  /** Present if the signed-in person may change it. */
  edit?: () => void;
  remove?: () => void;
}

export function RecordRow({ title, detail, badge, edit, remove }: Props) {
  return (
    <div className="row">
      <Box className="name">
        <Text fw={500} dir="auto">
          {title}
        </Text>
        <Text size="xs" c="dimmed" dir="auto">
          {detail}
        </Text>
      </Box>
      {badge ?? <span />}
      {edit && remove && (
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="subtle" color="gray" onClick={edit} aria-label={`Edit ${title}`}>
            Edit
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={remove} aria-label={`Delete ${title}`}>
            Delete
          </Button>
        </Group>
      )}
    </div>
  );
}
