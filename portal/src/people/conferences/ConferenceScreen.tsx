// One conference, and the form of a new one.

import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useMe } from '../../context';
import { type Draft, useDraft } from '../../forms/draft';
import { RecordForm } from '../../forms/RecordForm';
import { notify, notifyFailure } from '../../frame/notify';
import { Screen } from '../../frame/Screen';
import { dayAndTime, inWords } from '../../format';
import { DeleteDialog } from '../DeleteDialog';
import { groundOf } from '../rights';
import { useProfile } from '../useProfile';
import { ConferenceForm } from './ConferenceForm';
import { COLORS } from './ConferencesTab';
import {
  type Conference,
  type ConferenceDraft,
  draftOf,
  newConference,
  textsOf,
  useConference,
  useDeleteConference,
  useInvitation,
  useSaveConference,
} from './conferences';
import { PrivateNotes } from './PrivateNotes';
import { ScreenFallback } from '../../frame/ScreenFallback';

type Person = Schemas['Profile'];

export function ConferenceScreen() {
  const { userId, conferenceId } = useParams({ from: '/people/$userId/conferences/$conferenceId' });
  const person = useProfile(userId);
  const conference = useConference(userId, conferenceId);
  if (!conference.data || !person.data) return <ScreenFallback what="the conference" queries={[conference, person]} />;
  return <LoadedConference key={conference.data.id} person={person.data} conference={conference.data} />;
}

function LoadedConference({ person, conference }: { person: Person; conference: Conference }) {
  const me = useMe();
  const draft = useDraft(`conference/${conference.id}`, draftOf(conference));
  const invitation = useInvitation(person.id, conference.id);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Screen
      title={`${inWords(conference.kind)}, ${dayAndTime(conference.starts_at)}`}
      parents={parents(person)}
      status={<Badge color={COLORS[conference.state]}>{inWords(conference.state)}</Badge>}
      action={
        <Group gap="xs">
          <Button
            variant="default"
            loading={invitation.isPending}
            onClick={() =>
              invitation.mutate(undefined, { onError: (error) => notifyFailure('The invitation could not be downloaded', error) })
            }
          >
            Add to calendar
          </Button>
          {/* Canceling notifies the others, so only a canceled conference can be deleted. */}
          {conference.state === 'cancelled' && (
            <Button variant="default" onClick={() => setDeleting(true)}>
              Delete
            </Button>
          )}
        </Group>
      }
    >
      <div className="main-and-side">
        <Editor person={person} conference={conference} draft={draft} />
        <Stack gap="xl">{groundOf(me.data, person) === 'coach' && <PrivateNotes person={person} conference={conference} />}</Stack>
      </div>
      {isDeleting && <DeleteConferenceDialog person={person} conference={conference} close={() => setDeleting(false)} />}
    </Screen>
  );
}

/** The form of a new conference. */
export function NewConference() {
  const { userId } = useParams({ from: '/people/$userId/conferences/new' });
  const person = useProfile(userId);
  const [proposed] = useState(() => newConference());
  const draft = useDraft(`conference/new/${userId}`, proposed);
  if (!person.data) return <ScreenFallback what="the person" queries={[person]} />;
  return (
    <Screen title={`Conference with ${person.data.name}`} parents={parents(person.data)}>
      {/* `isChanged`: the proposed values can be saved as they are. */}
      <Editor person={person.data} draft={{ ...draft, isChanged: true }} />
    </Screen>
  );
}

const parents = (person: Person) => [{ name: person.name, to: `/people/${person.id}/conferences` }];

function Editor({ person, conference, draft }: { person: Person; conference?: Conference; draft: Draft<ConferenceDraft> }) {
  const me = useMe();
  const save = useSaveConference(person.id, conference?.id);
  const navigate = useNavigate();
  const done = (saved: Schemas['Scheduled']) => {
    notify(conference ? 'Conference saved.' : 'Conference scheduled.');
    if (!conference)
      void navigate({
        to: '/people/$userId/conferences/$conferenceId',
        params: { userId: person.id, conferenceId: saved.id },
        replace: true,
      });
  };
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={conference && draftOf(conference)}
      draftOf={({ id }) => `conference/${id}`}
      texts={textsOf}
      label={conference ? 'Save conference' : 'Schedule conference'}
      done={done}
    >
      <ConferenceForm
        person={person}
        draft={draft}
        error={save.error}
        asksForCoach={!conference && groundOf(me.data, person) !== 'coach'}
      />
      {save.data && <Clashes clashes={save.data.clashes} />}
    </RecordForm>
  );
}

/** Warns of other conferences at the same time. The conference is saved nevertheless. */
function Clashes({ clashes }: { clashes: Schemas['Clash'][] }) {
  if (clashes.length === 0) return null;
  return (
    <Alert color="yellow" title="Somebody has another conference at that time">
      <Text>
        The conference is saved. At the same time:{' '}
        {clashes.map(({ starts_at, ends_at }) => `${dayAndTime(starts_at)} to ${dayAndTime(ends_at)}`).join('; ')}
      </Text>
    </Alert>
  );
}

function DeleteConferenceDialog({ person, conference, close }: { person: Person; conference: Conference; close: () => void }) {
  const remove = useDeleteConference(person.id, conference.id);
  return (
    <DeleteDialog
      person={person}
      tab="conferences"
      remove={remove}
      question={`Delete the conference with ${person.name}?`}
      explanation="Its agenda, notes and private notes are deleted with it and can’t be restored. If you keep it, it remains in the list as canceled."
      label="Delete conference"
      deleted={() => notify('The conference is deleted.')}
      close={close}
    />
  );
}
