// Assigns one coach to many people at once, and shows the result for each of them.

import { Box, Button, Group, Progress, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/Progress.css';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client';
import { useAct } from '../frame/act';
import { ErrorAlert } from '../frame/ErrorAlert';
import { notify } from '../frame/notify';
import { ChoosePersonWindow } from './ChoosePersonWindow';
import { whyNotCoach } from './coaching/eligibility';
import { REPLACE_PRIMARY, SECONDARY } from './coaching/primary';
import { TermsFields } from './coaching/TermsFields';
import type { Person } from './usePersonSearch';
import { type Result, useAssignMany } from './people';

interface Props {
  people: Person[];
  close: () => void;
  /** Called when the service has answered for some of them. */
  assigned: () => void;
}

interface Input {
  /** The coach. */
  person: Person;
  coachees: string[];
  terms: Schemas['Terms'];
}

/** The results so far, and what they are the results of. */
interface Outcome extends Omit<Input, 'coachees'> {
  results: Result[];
}

const countInWords = (count: number) => (count === 1 ? 'one person' : `${count} people`);

export function AssignManyWindow({ people: chosen, close, assigned }: Props) {
  // Keeps the people that were chosen when the window opened: `assigned` clears the choice in the list behind it.
  const [people] = useState(chosen);
  const [terms, setTerms] = useState<Schemas['Terms']>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { assign, done } = useAssignMany();
  const act = useAct({
    send: ({ person, ...rest }: Input) => assign.mutateAsync({ coach_id: person.id, ...rest }),
    tell: (results, { person }, isShown) => {
      if (!isShown) notify(`${person.name}: ${countsOf(results)}`);
      assigned();
    },
    done: (latest, { person, coachees }) => {
      const others = outcome?.results.filter(({ coachee_id }) => !coachees.includes(coachee_id)) ?? [];
      setOutcome({ person, terms, results: [...others, ...latest] });
    },
    failed: 'Nobody more was assigned',
  });
  return (
    <ChoosePersonWindow
      id="coach-of-many"
      title={`Assign a coach to ${people.length === 1 ? people[0]?.name : `${people.length} people`}`}
      action="assigns"
      label={() => 'Assign coach'}
      whyNot={whyNotCoach}
      act={act}
      inputFor={(person) => ({ person, coachees: people.map(({ id }) => id), terms })}
      close={close}
      instead={
        outcome && (
          <Results
            outcome={outcome}
            people={people}
            retry={(coachees, override) => act.start({ person: outcome.person, coachees, terms: { ...outcome.terms, ...override } })}
            isPending={act.isPending}
            error={act.error}
            close={close}
          />
        )
      }
    >
      {(found, coach) => (
        <>
          <TermsFields
            terms={terms}
            error={found?.id === act.input?.person.id ? act.error : null}
            isNew
            set={(part) => setTerms({ ...terms, ...part })}
          />
          {coach && (
            <Text className="name">
              {coach.name} will see and work on the goals, conferences and observations of {countInWords(people.length)}. Existing
              assignments don’t change. If somebody can’t be assigned, you see the reason afterward.
            </Text>
          )}
          {act.isPending && <Progress value={(100 * done) / people.length} aria-label={`${done} of ${people.length} done`} />}
        </>
      )}
    </ChoosePersonWindow>
  );
}

/** How many were assigned and how many were not, in words. */
function countsOf(results: Result[]): string {
  const count = (outcome: Schemas['Outcome']) => results.filter((result) => result.outcome === outcome).length;
  const counts = [
    `${count('assigned')} assigned`,
    count('already_connected') > 0 && `${count('already_connected')} already assigned`,
    count('refused') > 0 && `${count('refused')} not assigned`,
  ];
  return `${counts.filter(Boolean).join(', ')}.`;
}

interface ResultsProps {
  outcome: Outcome;
  people: Person[];
  /** Assigns coachees who have another primary coach, with terms that allow it. */
  retry: (coachees: string[], override: Schemas['Terms']) => void;
  isPending: boolean;
  error: Error | null;
  close: () => void;
}

/** The result for each person, those who were not assigned first. */
function Results({ outcome: { person, results }, people, retry, isPending, error, close }: ResultsProps) {
  const status = useRef<HTMLParagraphElement>(null);
  useEffect(() => status.current?.focus(), [results]);
  const taken = results.filter(({ problem }) => problem?.type.endsWith('/primary-taken')).map(({ coachee_id }) => coachee_id);
  const ordered = [...results].sort((a, b) => Number(b.outcome === 'refused') - Number(a.outcome === 'refused'));
  return (
    <Stack gap="sm">
      <Text role="status" fw={600} tabIndex={-1} ref={status}>
        {person.name}: {countsOf(results)}
      </Text>
      <Stack component="ul" gap="xs" className="plain" aria-label="Result for each person">
        {ordered.map((result) => (
          <Box component="li" key={result.coachee_id} className={result.problem ? 'evidence' : undefined}>
            <Text fw={500} className="name" dir="auto">
              {people.find(({ id }) => id === result.coachee_id)?.name}
            </Text>
            <Text c={result.problem ? undefined : 'dimmed'}>{result.problem?.detail ?? successText(result)}</Text>
          </Box>
        ))}
      </Stack>
      {error && <ErrorAlert error={error} />}
      <Group justify="flex-end">
        {taken.length > 0 && (
          <>
            <Button variant="default" onClick={() => retry(taken, REPLACE_PRIMARY)} disabled={isPending}>
              Replace the primary coach of {countInWords(taken.length)}
            </Button>
            <Button variant="default" onClick={() => retry(taken, SECONDARY)} disabled={isPending}>
              Add as secondary for {countInWords(taken.length)}
            </Button>
          </>
        )}
        <Button onClick={close}>Close</Button>
      </Group>
    </Stack>
  );
}

function successText({ outcome, kind }: Result): string {
  const suffix = kind ? `, as ${kind}` : '';
  return outcome === 'assigned' ? `Assigned${suffix}.` : `Already assigned${suffix}.`;
}
