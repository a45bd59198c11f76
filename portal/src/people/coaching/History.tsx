// The history of a person's coaching assignments, which outlives them, and reopening an ended one.

import { Box, Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useAct } from '../../frame/act';
import { PagedList } from '../../frame/PagedList';
import { notify, notifyFailure } from '../../frame/notify';
import { Window } from '../../frame/Window';
import { day, dayAndTime, inWords } from '../../format';
import { isPrimaryTaken } from './primary';
import { PrimaryTaken } from './PrimaryTaken';
import { useHistory, useReopen } from './assignments';

type Event = Schemas['HistoryLine'];

export function History({ person, mayManage }: { person: Schemas['Profile']; mayManage: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Box component="details" mt="xl" onToggle={(event: React.SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}>
      <Text component="summary" fw={600}>
        Coaching history
      </Text>
      {isOpen && <Events person={person} mayManage={mayManage} />}
    </Box>
  );
}

function Events({ person, mayManage }: { person: Schemas['Profile']; mayManage: boolean }) {
  const history = useHistory(person.id);
  const [taken, setTaken] = useState<Event | null>(null);
  const reopen = useReopen();
  const act = useAct({
    send: (event: Event) => reopen.mutateAsync(event),
    tell: (_, { coach, coachee }) => notify(`${coach.name} coaches ${coachee.name} again.`),
    refused: (error, event) => (isPrimaryTaken(error) ? setTaken(event) : notifyFailure('Not reopened', error)),
    failed: 'Not reopened',
    subjectOf: ({ id }) => id,
  });
  return (
    <>
      <PagedList pages={history} what="the history" empty="Nothing has happened yet.">
        {(items) =>
          items.map((event, at) => (
            <Box key={event.id} className="row">
              <Box className="name">
                <Text>{sentence(event)}</Text>
                <Text size="xs" c="dimmed" dir="auto">
                  {[dayAndTime(event.at), `by ${event.by.name}`, event.reason].filter(Boolean).join(' · ')}
                </Text>
              </Box>
              {mayManage && event.event === 'ended' && isNewestOfPair(items, at) && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={act.attempts[event.id]?.error === null}
                  onClick={() => act.start(event)}
                  aria-label={`Reopen: ${event.coach.name} coaches ${event.coachee.name}`}
                >
                  Reopen
                </Button>
              )}
            </Box>
          ))
        }
      </PagedList>
      {taken && <ReopenWindow event={taken} close={() => setTaken(null)} />}
    </>
  );
}

/** Reopens an assignment that was primary, when the coachee has another primary coach now. */
function ReopenWindow({ event, close }: { event: Event; close: () => void }) {
  const { coach, coachee, coach_id, coachee_id } = event;
  const reopen = useReopen();
  const act = useAct({
    send: (terms: Schemas['Reopening']) => reopen.mutateAsync({ coach_id, coachee_id, terms }),
    tell: () => notify(`${coach.name} coaches ${coachee.name} again.`),
    done: close,
    failed: 'Not reopened',
  });
  return (
    <Window close={close} title={`${coach.name} coaches ${coachee.name} again`}>
      <PrimaryTaken coachee={{ id: coachee_id, name: coachee.name }} coach={coach.name} choose={act.start} act={act} />
    </Window>
  );
}

const isNewestOfPair = (items: Event[], at: number) =>
  items.findIndex(({ coach_id, coachee_id }) => coach_id === items[at]?.coach_id && coachee_id === items[at].coachee_id) === at;

function sentence({ event, coach, coachee, kind, starts_on, ends_on }: Event): string {
  const terms = [kind && inWords(kind).toLowerCase(), starts_on && `from ${day(starts_on)}`, ends_on && `until ${day(ends_on)}`]
    .filter(Boolean)
    .join(', ');
  const text = {
    assigned: `${coach.name} was assigned to ${coachee.name}`,
    changed: `The assignment of ${coach.name} to ${coachee.name} was changed`,
    ended: `${coach.name} was removed from ${coachee.name}`,
    reopened: `${coach.name} was assigned to ${coachee.name} again`,
    transferred: `${coachee.name} was transferred from ${coach.name} to another coach`,
  }[event];
  return terms && event !== 'ended' ? `${text} (${terms})` : text;
}
