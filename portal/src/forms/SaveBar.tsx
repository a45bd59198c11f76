// The buttons of a form: save, or discard what was typed.

import { Button, Group, Text } from '@mantine/core';

interface Props {
  label: string;
  isChanged: boolean;
  isSaving: boolean;
  discard: () => void;
}

export function SaveBar({ label, isChanged, isSaving, discard }: Props) {
  return (
    <Group>
      <Button type="submit" loading={isSaving} disabled={!isChanged}>
        {label}
      </Button>
      {isChanged && (
        <Button variant="subtle" color="gray" onClick={discard}>
          Discard changes
        </Button>
      )}
      <Text size="xs" c="dimmed">
        {isChanged ? 'Not saved yet; kept in this tab.' : ''}
      </Text>
    </Group>
  );
}
