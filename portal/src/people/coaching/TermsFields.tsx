// The fields for the kind and the dates of an assignment.

import { Group } from '@mantine/core';
import { type Schemas, fieldError } from '../../api/client';
import { Choice, DayField } from '../../forms/fields';

interface Props {
  terms: Schemas['Terms'];
  error: Error | null;
  /** A new assignment may leave its kind open: it is primary if the coachee has no primary coach. */
  isNew?: boolean;
  set: (part: Schemas['Terms']) => void;
}

export function TermsFields({ terms, error, isNew = false, set }: Props) {
  return (
    <Group grow align="start" className="fields" mt="xs">
      <Choice<Schemas['Kind'] | ''>
        label="Kind"
        value={terms.kind ?? ''}
        choices={isNew ? { '': 'Primary if there is none yet', primary: 'Primary', secondary: 'Secondary' } : ['primary', 'secondary']}
        error={fieldError(error, 'kind')}
        onChange={(kind) => set({ kind: kind || undefined })}
      />
      <DayField
        label="First day"
        value={terms.starts_on}
        error={fieldError(error, 'starts_on')}
        onChange={(starts_on) => set({ starts_on: starts_on ?? undefined })}
      />
      <DayField label="Last day" value={terms.ends_on} error={fieldError(error, 'ends_on')} onChange={(ends_on) => set({ ends_on })} />
    </Group>
  );
}
