// The form of the organization's settings, for administrators.

import { Checkbox, Group, TagsInput, TextInput } from '@mantine/core';
import { type Schemas, fieldError } from '../api/client';
import { keys } from '../api/keys';
import { useApi } from '../context';
import { useSave } from '../forms/save';
import { useDraft } from '../forms/draft';
import { Choice, NumberField, TextField } from '../forms/fields';
import type { FieldText } from '../forms/SaveError';
import { RecordForm } from '../forms/RecordForm';
import { notify } from '../frame/notify';
import { Screen } from '../frame/Screen';
import { inWords } from '../format';
import { CADENCES, useOrganization } from './useOrganization';
import { ScreenFallback } from '../frame/ScreenFallback';

type Organisation = Schemas['Organisation'];
/** What the form edits, and the version that it was read from. */
const EDITED = [
  'name',
  'contact',
  'default_capacity',
  'coach_editable_fields',
  'contact_days',
  'coached_titles',
  'audit_cadence',
  'review_cadence',
  'time_zone',
  'version',
] as const;
type Settings = Pick<Organisation, (typeof EDITED)[number]>;

const settingsOf = (organization: Organisation) =>
  Object.fromEntries(EDITED.map((field) => [field, organization[field]])) as unknown as Settings;

const COACH_FIELDS: Schemas['CoachField'][] = ['preferred_name', 'title', 'site', 'phone'];
const ZONES = Intl.supportedValuesOf('timeZone');

const textsOf = (settings: Settings): FieldText[] => [
  ['Name', settings.name],
  ['Contact', settings.contact],
  ['Default capacity', String(settings.default_capacity)],
  ['Fields that coaches may edit', settings.coach_editable_fields.map(inWords).join(', ')],
  ['Days without contact', String(settings.contact_days)],
  ['Titles of people who should have a coach', settings.coached_titles.join(', ')],
  ['Audits', inWords(settings.audit_cadence)],
  ['Reviews', inWords(settings.review_cadence)],
  ['Time zone', settings.time_zone],
];

function useSaveSettings() {
  const api = useApi();
  return useSave<Settings, Organisation>(
    (fields, { edit }) => api.PATCH('/organisation', { params: { header: edit }, body: fields }),
    [keys.organization, keys.me],
  );
}

export function OrganizationScreen() {
  const organization = useOrganization();
  if (!organization.data) return <ScreenFallback what="the settings" queries={[organization]} />;
  return (
    <Screen title="Organization">
      <SettingsForm settings={settingsOf(organization.data)} />
    </Screen>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const draft = useDraft('organization', settings);
  const save = useSaveSettings();
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(save.error, name);
  return (
    <RecordForm draft={draft} save={save} saved={settings} texts={textsOf} label="Save settings" done={() => notify('Settings saved.')}>
      <TextField label="Name" required value={value.name} error={errorOf('name')} onChange={(name) => set({ name })} />
      <TextField
        label="Contact"
        description="For people who can’t sign in: a name, a phone number or an address."
        required
        value={value.contact}
        error={errorOf('contact')}
        onChange={(contact) => set({ contact })}
      />
      <NumberField
        label="Default capacity"
        description="The most coachees of a coach, unless the coach’s profile sets a capacity."
        value={value.default_capacity}
        error={errorOf('default_capacity')}
        onChange={(default_capacity) => set({ default_capacity: default_capacity ?? 0 })}
      />
      <Checkbox.Group
        label="Fields that coaches may edit"
        description="In the profiles of their coachees."
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
        description="After more days without contact, an audit reports the assignment."
        value={value.contact_days}
        error={errorOf('contact_days')}
        onChange={(contact_days) => set({ contact_days: contact_days ?? 0 })}
      />
      <TagsInput
        label="Titles of people who should have a coach"
        description="Such as “New teacher”. Audits report people with one of these titles and no coach. Enter adds one."
        value={value.coached_titles}
        error={errorOf('coached_titles')}
        onChange={(coached_titles) => set({ coached_titles })}
      />
      <Group grow align="start" className="fields">
        <Choice
          label="Audits"
          description="How often all coaching assignments are audited."
          value={value.audit_cadence}
          choices={CADENCES}
          error={errorOf('audit_cadence')}
          onChange={(audit_cadence) => set({ audit_cadence })}
        />
        <Choice
          label="Reviews"
          description="How often reviewers are asked about each assignment."
          value={value.review_cadence}
          choices={CADENCES}
          error={errorOf('review_cadence')}
          onChange={(review_cadence) => set({ review_cadence })}
        />
      </Group>
      <TextInput
        label="Time zone"
        description="The first and last days of assignments are days in this time zone. Type to choose."
        required
        list="zones"
        value={value.time_zone}
        error={errorOf('time_zone')}
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
