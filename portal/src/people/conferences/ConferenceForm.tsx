// The fields of a conference.

import { Group, NativeSelect, Text } from '@mantine/core';
import { type Schemas, fieldError } from '../../api/client';
import type { Draft } from '../../forms/draft';
import { Choice, MomentField, ProseField, TextField } from '../../forms/fields';
import { useConnections } from '../coaching/assignments';
import { type ConferenceDraft, KINDS, STATES, timeZone } from './conferences';

interface Props {
  person: Schemas['Profile'];
  draft: Draft<ConferenceDraft>;
  error: Error | null;
  /** Whether to ask for the coach. A coach who schedules a conference holds it. */
  asksForCoach: boolean;
}

export function ConferenceForm({ person, draft, error, asksForCoach }: Props) {
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(error, name);
  const isNew = value.version === 0;
  // Moving the start moves the end.
  const start = (starts_at: string) => {
    const length = new Date(value.ends_at).getTime() - new Date(value.starts_at).getTime();
    set({ starts_at, ends_at: new Date(new Date(starts_at).getTime() + length).toISOString(), time_zone: timeZone() });
  };
  return (
    <>
      {asksForCoach && (
        <CoachChoice person={person} value={value.coach_id ?? ''} error={errorOf('coach_id')} onChange={(coach_id) => set({ coach_id })} />
      )}
      <Group grow align="start" className="fields">
        <Choice label="Kind" value={value.kind} choices={KINDS} error={errorOf('kind')} onChange={(kind) => set({ kind })} />
        {!isNew && (
          <Choice label="State" value={value.state} choices={STATES} error={errorOf('state')} onChange={(state) => set({ state })} />
        )}
      </Group>
      <Group grow align="start" className="fields">
        <MomentField label="Starts" value={value.starts_at} error={errorOf('starts_at')} onChange={start} />
        <MomentField
          label="Ends"
          value={value.ends_at}
          error={errorOf('ends_at')}
          onChange={(ends_at) => set({ ends_at, time_zone: timeZone() })}
        />
      </Group>
      <Text size="xs" c="dimmed">
        Times are in the time zone of {timeZone().replaceAll('_', ' ')}.
      </Text>
      <TextField
        label="Place"
        description="A room, or the link of a video call."
        value={value.place}
        error={errorOf('place')}
        onChange={(place) => set({ place: place || null })}
      />
      <ProseField label="Agenda" value={value.agenda} error={errorOf('agenda')} onChange={(agenda) => set({ agenda: agenda || null })} />
      {!isNew && (
        <ProseField
          label="Notes"
          maxLength={10_000}
          rows={4}
          description={`${person.name} and the coaches read them.`}
          value={value.notes}
          error={errorOf('notes')}
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
      data={[{ value: '', label: 'Choose a coach' }, ...data]}
      value={field.value}
      error={field.error ?? none}
      onChange={(event) => field.onChange(event.currentTarget.value)}
    />
  );
}
