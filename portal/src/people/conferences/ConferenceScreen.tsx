import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useMe } from '../../context';
import { type Draft, useDraft } from '../../forms/draft';
import { RecordForm } from '../../forms/RecordForm';
import { Confirm } from '../../frame/Confirm';
import { say, sayNot } from '../../frame/say';
import { Screen } from '../../frame/Screen';
import { dayAndTime, inWords } from '../../words';
import { groundOf } from '../rights';
import { useProfile } from '../useProfile';
import { ConferenceForm } from './ConferenceForm';
import { COLOURS } from './ConferencesTab';
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
import { NotYet } from '../../frame/NotYet';

type Person = Schemas['Profile'];

/** A conference that is there. */
export function ConferenceScreen() {
  const { userId, conferenceId } = useParams({ from: '/people/$userId/conferences/$conferenceId' });
  const person = useProfile(userId);
  const conference = useConference(userId, conferenceId);
  const error = conference.error ?? person.error;
  if (!conference.data || !person.data) return <NotYet what="the conference" error={error} again={() => conference.refetch()} />;
  return <ThatConference key={conference.data.id} person={person.data} conference={conference.data} />;
}

function ThatConference({ person, conference }: { person: Person; conference: Conference }) {
  const me = useMe();
  const draft = useDraft(`conference/${conference.id}`, draftOf(conference));
  const invitation = useInvitation(person.id, conference.id);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Screen
      title={`${inWords(conference.kind)}, ${dayAndTime(conference.starts_at)}`}
      above={above(person)}
      beside={<Badge color={COLOURS[conference.state]}>{inWords(conference.state)}</Badge>}
      action={
        <Group gap="xs">
          <Button
            variant="default"
            loading={invitation.isPending}
            onClick={() => invitation.mutate(undefined, { onError: (error) => sayNot('No invitation', error) })}
          >
            Add to calendar
          </Button>
          {/* Others learn of it by the cancelling; only then can it go. */}
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
      {isDeleting && <Deletion person={person} conference={conference} close={() => setDeleting(false)} />}
    </Screen>
  );
}

/** A conference to be. */
export function NewConference() {
  const { userId } = useParams({ from: '/people/$userId/conferences/new' });
  const person = useProfile(userId);
  const [proposed] = useState(() => newConference());
  const draft = useDraft(`conference/new/${userId}`, proposed);
  if (!person.data) return <NotYet what="the person" error={person.error} again={() => person.refetch()} />;
  return (
    <Screen title={`Conference with ${person.data.name}`} above={above(person.data)}>
      {/* What is proposed can be saved as it stands. */}
      <Editor person={person.data} draft={{ ...draft, isChanged: true }} />
    </Screen>
  );
}

const above = (person: Person) => [{ name: person.name, to: `/people/${person.id}/conferences` }];

function Editor({ person, conference, draft }: { person: Person; conference?: Conference; draft: Draft<ConferenceDraft> }) {
  const me = useMe();
  const save = useSaveConference(person.id, conference?.id);
  const navigate = useNavigate();
  const done = (saved: Schemas['Scheduled']) => {
    say(conference ? 'Conference saved.' : 'Conference scheduled.');
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

/** Other conferences at that time. They prevent nothing. */
function Clashes({ clashes }: { clashes: Schemas['Clash'][] }) {
  if (clashes.length === 0) return null;
  return (
    <Alert color="yellow" title="Somebody has another conference at that time">
      <Text>It is saved. {clashes.map(({ starts_at, ends_at }) => `${dayAndTime(starts_at)} to ${dayAndTime(ends_at)}`).join('; ')}</Text>
    </Alert>
  );
}

function Deletion({ person, conference, close }: { person: Person; conference: Conference; close: () => void }) {
  const remove = useDeleteConference(person.id, conference.id);
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        void navigate({ to: '/people/$userId/$tab', params: { userId: person.id, tab: 'conferences' } });
        say('The conference is deleted.');
      },
    });
  return (
    <Confirm
      question={`Delete the conference with ${person.name}?`}
      says="Its agenda, notes and private notes go with it and can’t be brought back. As it is now, it stays in the record as cancelled."
      label="Delete conference"
      confirm={confirm}
      error={remove.error}
      isPending={remove.isPending}
      close={close}
    />
  );
}
