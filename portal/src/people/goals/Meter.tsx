// The progress of a goal from its start to its target, as a bar and as text.

import { Box, Text } from '@mantine/core';
import { type Goal, partOf } from './goals';

export function Meter({ goal }: { goal: Goal }) {
  const { latest, target, unit } = goal;
  if (target == null) return null;
  const part = partOf(goal);
  const text = latest ? `${latest.value} of ${target}` : `Not measured yet; the target is ${target}`;
  return (
    <Box mt={4} maw={360}>
      {part !== null && (
        <Box className="meter" aria-hidden>
          <Box style={{ width: `${part * 100}%` }} />
        </Box>
      )}
      <Text size="xs" c="dimmed" className="name" dir="auto">
        {[text, unit].filter(Boolean).join(' ')}
      </Text>
    </Box>
  );
}
