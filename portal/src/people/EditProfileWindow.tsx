import { Checkbox, Modal, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { body, Refusal, type Schemas, wrongWith } from '../api/client';
import { useApi, useMe } from '../context';
import { useDraft } from '../forms/draft';
import { Choice, NumberField } from '../forms/fields';
import { RecordForm } from '../forms/RecordForm';
import { say } from '../frame/say';
import { useOrganisation } from '../organisation/useOrganisation';
import { draftOf, editable, FIELDS, type ProfileDraft, textsOf } from './fields';
import { groundOf } from './rights';
import { useCoachStatus } from './coaching/side';

type Person = Schemas['Profile'];

/** What the window holds: the profile's fields, and the section of roles and permissions. */
type Edited = ProfileDraft & { isCoach: boolean; capacity: number | null; end: boolean };

/** Saves what differs: the fields on the version that was read, and coaching access. */
function useSaveProfile(person: Person, saved: Edited, noted: (version: number) => void) {
  const api = useApi();
  const queries = useQueryClient();
  const status = useCoachStatus(person.id);
  return useMutation({
    mutationFn: async ({ draft }: { draft: Edited; key: string }) => {
      const { version, isCoach, capacity, end, ...fields } = draft;
      const changed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== saved[name as keyof ProfileDraft]));
      if (Object.keys(changed).length > 0) {
        const params = { path: { user_id: person.id }, header: { 'If-Match': `"${version}"` } };
        // A second part that is refused must not make the first one look like somebody else's.
        noted(body(await api.PATCH('/users/{user_id}', { params, body: changed })).version);
      }
      if (isCoach !== saved.isCoach || (isCoach && capacity !== saved.capacity))
        await status.mutateAsync({ isCoach, capacity: capacity ?? undefined, end });
    },
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['people', person.id] }), queries.invalidateQueries({ queryKey: ['me'] })]),
  });
}

/** Edit Profile: the fields that the reader may edit, and for administrators the toggle of coaching access. */
export function EditProfileWindow({ person, close }: { person: Person; close: () => void }) {
  const me = useMe().data;
  const organisation = useOrganisation();
  const isAdministrator = me?.user.role === 'administrator';
  const fields = editable(groundOf(me, person), isAdministrator, organisation.data?.coach_editable_fields ?? []);
  const saved: Edited = {
    ...draftOf(person, fields),
    ...(isAdministrator && { role: person.role }),
    isCoach: person.coach_status === 'granted',
    capacity: person.capacity ?? null,
    end: false,
  };
  const draft = useDraft(`profile/${person.id}`, saved);
  const { value, set } = draft;
  const save = useSaveProfile(person, saved, (version) => set({ version }));
  const wrong = (name: string) => wrongWith(save.error, name);
  const done = () => {
    if (value.isCoach === saved.isCoach) say('Profile saved.');
    else say(value.isCoach ? `${person.name} may coach.` : `${person.name} may not coach any more.`);
    close();
  };
  return (
    <Modal opened onClose={close} title={`Edit Profile: ${person.name}`} size="lg">
      <RecordForm draft={draft} save={save} saved={saved} texts={textsOf} label="Save Changes" done={done}>
        <div className="pairs">
          {fields.map((field) => (
            <TextInput
              key={field}
              label={FIELDS[field]}
              required={field === 'given_name' || field === 'family_name' || field === 'email'}
              type={field === 'email' ? 'email' : 'text'}
              maxLength={field === 'email' ? 254 : 200}
              dir="auto"
              value={value[field] ?? ''}
              error={wrong(field)}
              onChange={(event) => set({ [field]: event.currentTarget.value || null })}
            />
          ))}
        </div>
        {isAdministrator && (
          <Stack component="section" gap="sm" aria-label="Role/Permissions">
            <Text fw={600}>Role/Permissions</Text>
            <Choice
              label="Role"
              value={value.role ?? 'member'}
              choices={['member', 'administrator'] as const}
              error={wrong('role')}
              onChange={(role) => set({ role })}
            />
            <Switch
              data-autofocus
              label="Coaching access"
              description="People with coaching access can be assigned as coaches."
              checked={value.isCoach}
              onChange={(event) => set({ isCoach: event.currentTarget.checked })}
            />
            {value.isCoach && (
              <NumberField
                label="Capacity"
                description="The most coachees at once. Empty for the organisation’s default."
                value={value.capacity}
                error={wrong('capacity')}
                onChange={(capacity) => set({ capacity })}
              />
            )}
            {save.error instanceof Refusal && save.error.kind === 'still-coaching' && (
              <Checkbox
                label={`End all coaching assignments of ${person.name}`}
                checked={value.end}
                onChange={(event) => set({ end: event.currentTarget.checked })}
              />
            )}
          </Stack>
        )}
      </RecordForm>
    </Modal>
  );
}
