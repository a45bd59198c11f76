import { Group, NativeSelect, Text } from '@mantine/core';
import { type Schemas, wrongWith } from '../../api/client';
import type { Draft } from '../../forms/draft';
import { Choice, MomentField, ProseField, TextField } from '../../forms/fields';
import { useConnections } from '../coaching/side';
import { type ConferenceDraft, here, KINDS, STATES } from './conferences';

interface Props {
  person: Schemas['Profile'];
  draft: Draft<ConferenceDraft>;
  error: Error | null;
  /** Whether it must be said which coach holds it: not when the coach schedules it. */
  asksForCoach: boolean;
}

/** The fields of a conference. */
export function ConferenceForm({ person, draft, error, asksForCoach }: Props) {
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(error, name);
  const isNew = value.version === 0;
  // The end moves along with the start.
  const start = (starts_at: string) => {
    const length = new Date(value.ends_at).getTime() - new Date(value.starts_at).getTime();
    set({ starts_at, ends_at: new Date(new Date(starts_at).getTime() + length).toISOString(), time_zone: here() });
  };
  return (
    <>
      {asksForCoach && (
        <CoachChoice person={person} value={value.coach_id ?? ''} error={wrong('coach_id')} onChange={(coach_id) => set({ coach_id })} />
      )}
      <Group grow align="start" className="fields">
        <Choice label="Kind" value={value.kind} choices={KINDS} error={wrong('kind')} onChange={(kind) => set({ kind })} />
        {!isNew && (
          <Choice label="State" value={value.state} choices={STATES} error={wrong('state')} onChange={(state) => set({ state })} />
        )}
      </Group>
      <Group grow align="start" className="fields">
        <MomentField label="Starts" value={value.starts_at} error={wrong('starts_at')} onChange={start} />
        <MomentField
          label="Ends"
          value={value.ends_at}
          error={wrong('ends_at')}
          onChange={(ends_at) => set({ ends_at, time_zone: here() })}
        />
      </Group>
      <Text size="xs" c="dimmed">
        Times are those of {here().replaceAll('_', ' ')}.
      </Text>
      <TextField
        label="Place"
        description="A room, or the address of a call."
        value={value.place}
        error={wrong('place')}
        onChange={(place) => set({ place: place || null })}
      />
      <ProseField label="Agenda" value={value.agenda} error={wrong('agenda')} onChange={(agenda) => set({ agenda: agenda || null })} />
      {!isNew && (
        <ProseField
          label="Notes"
          most={10_000}
          rows={4}
          description={`${person.name} and the coaches read them.`}
          value={value.notes}
          error={wrong('notes')}
          onChange={(notes) => set({ notes: notes || null })}
        />
      )}
    </>
  );
}

function CoachChoice({ person, ...field }: { person: Schemas['Profile']; value: string; error?: string; onChange: (id: string) => void }) {
  const coaches = useConnections(person.id, 'coaches');
  const data = (coaches.items ?? []).map(({ user }) => ({ value: user.id, label: user.name }));
  const none = coaches.items && data.length === 0 ? 'Nobody coaches this person; a conference needs a coach.' : undefined;
  return (
    <NativeSelect
      label="Coach"
      required
      data={[{ value: '', label: 'Choose who holds it' }, ...data]}
      value={field.value}
      error={field.error ?? none}
      onChange={(event) => field.onChange(event.currentTarget.value)}
    />
  );
}
