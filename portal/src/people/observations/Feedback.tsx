// The feedback of an observation: what went well, what could go better, and the next step.

import { Box, Text } from '@mantine/core';
import type { Observation } from './observations';

export function Feedback({ observation }: { observation: Pick<Observation, 'glow' | 'grow' | 'next_step'> }) {
  const parts = [
    ['What went well', observation.glow],
    ['What could go better', observation.grow],
    ['Next step', observation.next_step],
  ] as const;
  return parts.map(
    ([title, text]) =>
      text && (
        <Box key={title}>
          <Text fw={600}>{title}</Text>
          <Text className="text" dir="auto">
            {text}
          </Text>
        </Box>
      ),
  );
}
