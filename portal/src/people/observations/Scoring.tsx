// Scoring against a rubric: for each component its levels, and the lines of the script that are tagged with it.

import { Box, Radio, Text, Title } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { TextField } from '../../forms/fields';
import type { Line, Score } from './observations';
import { ScriptLine } from './ScriptLines';

interface Props {
  rubric: Schemas['Rubric'];
  scores: Score[];
  lines: Line[];
  change: (scores: Score[]) => void;
}

export function Scoring({ rubric, scores, lines, change }: Props) {
  const set = (component_id: string, part: Partial<Score>) => {
    const before = scores.find((score) => score.component_id === component_id);
    if (!before && part.score === undefined) return;
    const next = { component_id, score: 1, ...before, ...part };
    change([...scores.filter((score) => score.component_id !== component_id), next]);
  };
  return (
    <>
      {rubric.domains.map((domain) => (
        <Box component="section" key={domain.name} aria-label={domain.name} mb="lg">
          <Title order={2} size="h5" className="name" dir="auto">
            {domain.name}
          </Title>
          {domain.components.map(
            (component) =>
              component.id && (
                <Levels
                  key={component.id}
                  component={component}
                  levels={rubric.levels}
                  given={scores.find((score) => score.component_id === component.id)}
                  evidence={lines.filter(({ component_ids }) => component.id && component_ids?.includes(component.id))}
                  set={(part) => component.id && set(component.id, part)}
                />
              ),
          )}
        </Box>
      ))}
    </>
  );
}

interface LevelsProps {
  component: Schemas['Component'];
  levels: string[];
  given?: Score;
  evidence: Line[];
  set: (part: Partial<Score>) => void;
}

function Levels({ component, levels, given, evidence, set }: LevelsProps) {
  return (
    <Box py="sm">
      <Radio.Group
        label={component.name}
        classNames={{ label: 'name' }}
        value={given ? String(given.score) : null}
        onChange={(score) => set({ score: Number(score) })}
      >
        {levels.map((level, at) => (
          <Radio key={level} value={String(at + 1)} my={6} className="name" label={level} description={component.descriptors[at]} />
        ))}
      </Radio.Group>
      {given && (
        <TextField
          mt={4}
          maxLength={1_000}
          placeholder="Why this level"
          aria-label={`Why this level of ${component.name}`}
          value={given.note}
          onChange={(note) => set({ note: note || null })}
        />
      )}
      {evidence.length === 0 ? (
        <Text size="xs" c="dimmed" mt={4}>
          No line is tagged with it yet.
        </Text>
      ) : (
        <Box mt={8} className="evidence">
          {evidence.map((line) => (
            <ScriptLine key={line.id} at={line.at} text={line.text} />
          ))}
        </Box>
      )}
    </Box>
  );
}
