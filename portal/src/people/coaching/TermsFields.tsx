import { Group } from '@mantine/core';
import { type Schemas, wrongWith } from '../../api/client';
import { Choice, DayField } from '../../forms/fields';

interface Props {
  terms: Schemas['Terms'];
  error: Error | null;
  set: (part: Schemas['Terms']) => void;
}

/** The kind and the days of an assignment. */
export function TermsFields({ terms, error, set }: Props) {
  return (
    <Group grow align="start" className="fields" mt="xs">
      <Choice
        label="Kind"
        value={terms.kind ?? 'primary'}
        choices={['primary', 'secondary'] as const}
        error={wrongWith(error, 'kind')}
        onChange={(kind) => set({ kind })}
      />
      <DayField
        label="First day"
        value={terms.starts_on}
        error={wrongWith(error, 'starts_on')}
        onChange={(starts_on) => set({ starts_on: starts_on ?? undefined })}
      />
      <DayField label="Last day" value={terms.ends_on} error={wrongWith(error, 'ends_on')} onChange={(ends_on) => set({ ends_on })} />
    </Group>
  );
}
