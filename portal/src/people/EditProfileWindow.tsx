// The window Edit Profile: the fields that the signed-in person may edit and, for administrators, role and coaching access.

import { Checkbox, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { body, ifMatch, ApiError, type Schemas, fieldError } from '../api/client';
import { keys } from '../api/keys';
import { useApi, useMe } from '../context';
import { useDraft } from '../forms/draft';
import { Choice, NumberField } from '../forms/fields';
import { RecordForm } from '../forms/RecordForm';
import { notify } from '../frame/notify';
import { Window } from '../frame/Window';
import { useOrganization } from '../organization/useOrganization';
import { draftOf, editable, FIELDS, type ProfileDraft, textsOf } from './profileFields';
import { groundOf } from './rights';
import { useCoachStatus } from './coaching/assignments';

type Person = Schemas['Profile'];

/** The profile's fields and those of the section Role/Permissions. `end` ends all assignments of a former coach. */
type Edited = ProfileDraft & { isCoach: boolean; capacity: number | null; end: boolean };

/** Saves what changed, in two requests: first the fields, then coaching access. `savedFields` is called in between. */
function useSaveProfile(person: Person, saved: Edited, savedFields: (version: number) => void) {
  const api = useApi();
  const queries = useQueryClient();
  const status = useCoachStatus(person.id);
  return useMutation({
    mutationFn: async ({ draft }: { draft: Edited; key: string }) => {
      const { version, isCoach, capacity, end, ...fields } = draft;
      const changed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== saved[name as keyof ProfileDraft]));
      if (Object.keys(changed).length > 0) {
        const params = { path: { user_id: person.id }, header: ifMatch(version) };
        // If the second request fails, a retry must send the new version, or it would look like a conflict.
        savedFields(body(await api.PATCH('/users/{user_id}', { params, body: changed })).version);
      }
      if (isCoach !== saved.isCoach || (isCoach && capacity !== saved.capacity))
        await status.mutateAsync({ isCoach, capacity: capacity ?? undefined, end });
    },
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: keys.person(person.id) }), queries.invalidateQueries({ queryKey: keys.me })]),
  });
}

export function EditProfileWindow({ person, close }: { person: Person; close: () => void }) {
  const me = useMe().data;
  const organization = useOrganization();
  const isAdministrator = me?.user.role === 'administrator';
  const fields = editable(groundOf(me, person), isAdministrator, organization.data?.coach_editable_fields ?? []);
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
  const errorOf = (name: string) => fieldError(save.error, name);
  const done = () => {
    if (value.isCoach === saved.isCoach) notify('Profile saved.');
    else notify(value.isCoach ? `${person.name} may coach.` : `${person.name} may no longer coach.`);
    close();
  };
  return (
    <Window close={close} title={`Edit Profile: ${person.name}`} size="lg">
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
              error={errorOf(field)}
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
              error={errorOf('role')}
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
                description="The most coachees at once. Empty for the organization’s default."
                value={value.capacity}
                error={errorOf('capacity')}
                onChange={(capacity) => set({ capacity })}
              />
            )}
            {save.error instanceof ApiError && save.error.kind === 'still-coaching' && (
              <Checkbox
                label={`End all coaching assignments of ${person.name}`}
                checked={value.end}
                onChange={(event) => set({ end: event.currentTarget.checked })}
              />
            )}
          </Stack>
        )}
      </RecordForm>
    </Window>
  );
}
