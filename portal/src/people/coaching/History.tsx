import { Box, Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Listed } from '../../frame/Listed';
import { say } from '../../frame/say';
import { day, dayAndTime, inWords } from '../../words';
import { useHistory, useReopen } from './side';

type Event = Schemas['HistoryLine'];

/** Everything that happened to the person's assignments; it outlives them. */
export function History({ person, manages }: { person: Schemas['Profile']; manages: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Box component="details" mt="xl" onToggle={(event: React.SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}>
      <Text component="summary" fw={600}>
        Coaching history
      </Text>
      {isOpen && <Events person={person} manages={manages} />}
    </Box>
  );
}

function Events({ person, manages }: { person: Schemas['Profile']; manages: boolean }) {
  const history = useHistory(person.id);
  const reopen = useReopen();
  return (
    <Listed pages={history} what="the history" empty="Nothing has happened yet.">
      {(items) =>
        items.map((event, at) => (
          <Box key={event.id} className="row">
            <Box className="name">
              <Text>{sentence(event)}</Text>
              <Text size="xs" c="dimmed" dir="auto">
                {[dayAndTime(event.at), `by ${event.by.name}`, event.reason].filter(Boolean).join(' · ')}
              </Text>
            </Box>
            {manages && event.event === 'ended' && isNewestOfPair(items, at) && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => reopen.mutate(event, { onSuccess: () => say(`${event.coach.name} coaches ${event.coachee.name} again.`) })}
              >
                Reopen
              </Button>
            )}
          </Box>
        ))
      }
    </Listed>
  );
}

const isNewestOfPair = (items: Event[], at: number) =>
  !items.slice(0, at).some(({ coach_id, coachee_id }) => coach_id === items[at]?.coach_id && coachee_id === items[at]?.coachee_id);

function sentence({ event, coach, coachee, kind, starts_on, ends_on }: Event): string {
  const terms = [kind && inWords(kind).toLowerCase(), starts_on && `from ${day(starts_on)}`, ends_on && `until ${day(ends_on)}`]
    .filter(Boolean)
    .join(', ');
  const said = {
    assigned: `${coach.name} was assigned to ${coachee.name}`,
    changed: `The assignment of ${coach.name} to ${coachee.name} was changed`,
    ended: `${coach.name} was removed from ${coachee.name}`,
    reopened: `${coach.name} was assigned to ${coachee.name} again`,
    transferred: `${coachee.name} was handed on by ${coach.name}`,
  }[event];
  return terms && event !== 'ended' ? `${said} (${terms})` : said;
}
