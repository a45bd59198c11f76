import { Checkbox, Group, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas, wrongWith } from '../api/client';
import { useApi } from '../context';
import { useDraft } from '../forms/draft';
import { Choice, NumberField, TextField } from '../forms/fields';
import type { Typed } from '../forms/NotSaved';
import { RecordForm } from '../forms/RecordForm';
import { say } from '../frame/say';
import { Screen } from '../frame/Screen';
import { inWords } from '../words';
import { useOrganisation } from './useOrganisation';
import { NotYet } from '../frame/NotYet';

type Organisation = Schemas['Organisation'];
type Settings = Pick<
  Organisation,
  | 'name'
  | 'contact'
  | 'default_capacity'
  | 'coach_editable_fields'
  | 'contact_days'
  | 'coached_titles'
  | 'audit_cadence'
  | 'review_cadence'
  | 'time_zone'
  | 'version'
>;

const CADENCES = ['never', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
const COACH_FIELDS: Schemas['CoachField'][] = ['preferred_name', 'title', 'site', 'phone'];
const ZONES = Intl.supportedValuesOf('timeZone');

const settingsOf = ({
  name,
  contact,
  default_capacity,
  coach_editable_fields,
  contact_days,
  coached_titles,
  audit_cadence,
  review_cadence,
  time_zone,
  version,
}: Organisation): Settings => ({
  name,
  contact,
  default_capacity,
  coach_editable_fields,
  contact_days,
  coached_titles,
  audit_cadence,
  review_cadence,
  time_zone,
  version,
});

const textsOf = (settings: Settings): Typed[] => [
  ['Name', settings.name],
  ['Contact', settings.contact],
  ['Default capacity', String(settings.default_capacity)],
  ['Fields that coaches may edit', settings.coach_editable_fields.map(inWords).join(', ')],
  ['Days without contact', String(settings.contact_days)],
  ['Titles of those who should have a coach', (settings.coached_titles ?? []).join(', ')],
  ['Audits', inWords(settings.audit_cadence)],
  ['Reviews', inWords(settings.review_cadence)],
  ['Time zone', settings.time_zone],
];

function useSave() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft }: { draft: Settings; key: string }) => {
      const { version, ...fields } = draft;
      return body(await api.PATCH('/organisation', { params: { header: { 'If-Match': `"${version}"` } }, body: fields }));
    },
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['organisation'] }), queries.invalidateQueries({ queryKey: ['me'] })]),
  });
}

/** The organisation's settings. */
export function OrganisationScreen() {
  const organisation = useOrganisation();
  if (!organisation.data) return <NotYet what="the settings" error={organisation.error} again={() => organisation.refetch()} />;
  return (
    <Screen title="Organisation">
      <SettingsForm settings={settingsOf(organisation.data)} />
    </Screen>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const draft = useDraft('organisation', settings);
  const save = useSave();
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(save.error, name);
  return (
    <RecordForm draft={draft} save={save} saved={settings} texts={textsOf} label="Save settings" done={() => say('Settings saved.')}>
      <TextField label="Name" required value={value.name} error={wrong('name')} onChange={(name) => set({ name })} />
      <TextField
        label="Contact"
        description="Whom people ask who can’t sign in: a name, a telephone number or an address."
        required
        value={value.contact}
        error={wrong('contact')}
        onChange={(contact) => set({ contact })}
      />
      <NumberField
        label="Default capacity"
        description="The most coachees of a coach who is granted coaching access without a capacity of their own."
        value={value.default_capacity}
        error={wrong('default_capacity')}
        onChange={(default_capacity) => set({ default_capacity: default_capacity ?? 0 })}
      />
      <Checkbox.Group
        label="Fields that coaches may edit"
        description="Of the profiles of their coachees."
        value={value.coach_editable_fields}
        onChange={(fields) => set({ coach_editable_fields: COACH_FIELDS.filter((field) => fields.includes(field)) })}
      >
        <Group mt="xs">
          {COACH_FIELDS.map((field) => (
            <Checkbox key={field} value={field} label={inWords(field)} />
          ))}
        </Group>
      </Checkbox.Group>
      <NumberField
        label="Days without contact"
        description="After so many, the audit finds an assignment."
        value={value.contact_days}
        error={wrong('contact_days')}
        onChange={(contact_days) => set({ contact_days: contact_days ?? 0 })}
      />
      <TagsInput
        label="Titles of those who should have a coach"
        description="Such as “New teacher”. The audit finds who has one of them and no coach. Enter adds one."
        value={value.coached_titles ?? []}
        error={wrong('coached_titles')}
        onChange={(coached_titles) => set({ coached_titles })}
      />
      <Group grow align="start" className="fields">
        <Choice
          label="Audits"
          description="Of all coaching assignments."
          value={value.audit_cadence}
          choices={CADENCES}
          error={wrong('audit_cadence')}
          onChange={(audit_cadence) => set({ audit_cadence })}
        />
        <Choice
          label="Reviews"
          description="By people, of each assignment."
          value={value.review_cadence}
          choices={CADENCES}
          error={wrong('review_cadence')}
          onChange={(review_cadence) => set({ review_cadence })}
        />
      </Group>
      <TextInput
        label="Time zone"
        description="Assignments start and end on its days. Type to choose."
        required
        list="zones"
        value={value.time_zone}
        error={wrong('time_zone')}
        onChange={(event) => set({ time_zone: event.currentTarget.value })}
      />
      <datalist id="zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </RecordForm>
  );
}
