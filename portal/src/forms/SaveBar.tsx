import { Button, Group, Text } from '@mantine/core';

interface Props {
  label: string;
  isChanged: boolean;
  isSaving: boolean;
  drop: () => void;
}

/** Saves a form, or drops what was typed. */
export function SaveBar({ label, isChanged, isSaving, drop }: Props) {
  return (
    <Group>
      <Button type="submit" loading={isSaving} disabled={!isChanged}>
        {label}
      </Button>
      {isChanged && (
        <Button variant="subtle" color="gray" onClick={drop}>
          Drop changes
        </Button>
      )}
      <Text size="xs" c="dimmed">
        {isChanged ? 'Not saved yet; kept in this tab.' : ''}
      </Text>
    </Group>
  );
}
