import { Box, Text } from '@mantine/core';
import { type Goal, partOf } from './goals';

/** The way from the start to the target, as a bar and in words. */
export function Meter({ goal }: { goal: Goal }) {
  const { latest, target, unit } = goal;
  if (target == null) return null;
  const part = partOf(goal);
  const words = latest ? `${latest.value} of ${target}` : `Not measured yet; the target is ${target}`;
  return (
    <Box mt={4} maw={360}>
      {part !== null && (
        <Box className="meter" aria-hidden>
          <Box style={{ width: `${part * 100}%` }} />
        </Box>
      )}
      <Text size="xs" c="dimmed" className="name" dir="auto">
        {[words, unit].filter(Boolean).join(' ')}
      </Text>
    </Box>
  );
}
