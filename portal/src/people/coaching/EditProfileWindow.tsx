import { Button, Checkbox, Group, Modal, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { Refusal, type Schemas, wrongWith } from '../../api/client';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import { useCoachStatus } from './side';

/** Edit Profile, with the toggle of coaching access in its section of roles and permissions. */
export function EditProfileWindow({ person, close }: { person: Schemas['Profile']; close: () => void }) {
  const [isCoach, setCoach] = useState(person.coach_status === 'granted');
  const [capacity, setCapacity] = useState<number | ''>(person.capacity ?? '');
  const [end, setEnd] = useState(false);
  const save = useCoachStatus(person.id);
  const stillCoaching = save.error instanceof Refusal && save.error.kind === 'still-coaching';
  const ofCapacity = wrongWith(save.error, 'capacity');
  const submit = () =>
    save.mutate(
      { isCoach, capacity: capacity || undefined, end },
      {
        onSuccess: () => {
          say(isCoach ? `${person.name} may coach.` : `${person.name} may not coach any more.`);
          close();
        },
      },
    );
  return (
    <Modal opened onClose={close} title={`Edit Profile: ${person.name}`}>
      <Stack gap="sm">
        <Text fw={600} size="sm">
          Role/Permissions
        </Text>
        <Switch
          data-autofocus
          label="Coaching access"
          description="People with coaching access can be assigned as coaches."
          checked={isCoach}
          onChange={(event) => setCoach(event.currentTarget.checked)}
        />
        {isCoach && (
          <NumberInput
            label="Capacity"
            description="The most coachees at once. Empty for the organisation’s default."
            min={1}
            max={10_000}
            allowDecimal={false}
            value={capacity}
            error={ofCapacity}
            onChange={(value) => setCapacity(typeof value === 'number' ? value : '')}
          />
        )}
        {save.error && !ofCapacity && <Refused error={save.error} />}
        {stillCoaching && (
          <Checkbox label={`End all coaching assignments of ${person.name}`} checked={end} onChange={(event) => setEnd(event.currentTarget.checked)} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={submit} loading={save.isPending}>
            Save Changes
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
