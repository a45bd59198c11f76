// Assigns a coach or a coachee to a person: search, choose, assign.

import { Box, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useAct } from '../../frame/act';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { notify } from '../../frame/notify';
import { ChoosePersonWindow } from '../ChoosePersonWindow';
import type { Person } from '../usePersonSearch';
import { INACTIVE } from './eligibility';
import { isPrimaryTaken, usePrimary } from './primary';
import { PrimaryTaken } from './PrimaryTaken';
import { type Side, useAssign, useCoachStatus } from './assignments';
import { TermsFields } from './TermsFields';

interface Props {
  person: Schemas['Profile'];
  side: Side;
  /** The ids of the people who are already on this side. */
  connected: string[];
  close: () => void;
  added: (id: string) => void;
}

/** Shown with a button that grants it. */
const NO_ACCESS = 'No coaching access.';

interface Input {
  person: Person;
  terms: Schemas['Terms'];
}

export function AddWindow({ person, side, connected, close, added }: Props) {
  const [terms, setTerms] = useState<Schemas['Terms']>({});
  const assign = useAssign(person.id, side);
  // The id of the person who was refused because there is a primary coach.
  const [takenFor, setTakenFor] = useState<string | null>(null);
  const addsCoach = side === 'coaches';
  const pairOf = <Other,>(other: Other) => (addsCoach ? ([other, person] as const) : ([person, other] as const));
  const act = useAct({
    send: ({ person: other, terms }: Input) => assign.mutateAsync({ other: other.id, terms }),
    tell: (assignment, { person: other }) => {
      const [coach, coachee] = pairOf(other);
      notify(`${coach.name} coaches ${coachee.name} now${assignment.kind === 'secondary' ? ', as a secondary coach' : ''}.`);
      added(other.id);
    },
    done: close,
    refused: (error, { person: other }) => isPrimaryTaken(error) && setTakenFor(other.id),
    failed: addsCoach ? `${person.name} got no coach` : `${person.name} got no coachee`,
  });
  const whyNot = (other: Person) => {
    if (other.id === person.id) return 'Nobody coaches themselves.';
    if (connected.includes(other.id)) return addsCoach ? `Already coaches ${person.name}.` : `Already coached by ${person.name}.`;
    if (other.status === 'inactive') return INACTIVE;
    if (addsCoach && other.coach_status !== 'granted') return NO_ACCESS;
    if (!addsCoach && person.coach_status !== 'granted')
      return `${person.name} has no coaching access. Close this and edit the coach status first.`;
    return undefined;
  };
  const set = (part: Schemas['Terms']) => {
    setTerms({ ...terms, ...part });
    if (!('kind' in part)) return;
    act.forget();
    setTakenFor(null);
  };
  const isTaken = (other: Person | null) => other !== null && other.id === takenFor;
  return (
    <ChoosePersonWindow
      id="to-add"
      title={addsCoach ? `Add a coach for ${person.name}` : `Add a coachee for ${person.name}`}
      action="assigns"
      label={(other) => (isTaken(other) ? undefined : addsCoach ? 'Add coach' : 'Add coachee')}
      whyNot={whyNot}
      act={act}
      inputFor={(other) => ({ person: other, terms })}
      showsError={isTaken}
      close={close}
    >
      {(chosen, other) => (
        <>
          {chosen && whyNot(chosen) === NO_ACCESS && <GrantAccess key={chosen.id} person={chosen} />}
          {other && <Consequences coach={pairOf(other)[0]} coachee={pairOf(other)[1]} terms={terms} />}
          <Box component="details">
            <Text component="summary" size="sm">
              Dates and kind
            </Text>
            <TermsFields terms={terms} error={chosen?.id === act.input?.person.id ? act.error : null} isNew set={set} />
          </Box>
          {other && isTaken(other) && (
            <PrimaryTaken
              key={other.id}
              coachee={pairOf(other)[1]}
              coach={pairOf(other)[0].name}
              choose={(override) => act.start({ person: other, terms: { ...terms, ...override } })}
              act={act}
            />
          )}
        </>
      )}
    </ChoosePersonWindow>
  );
}

interface Pair {
  coach: { name: string };
  coachee: { id: string; name: string };
  terms: Schemas['Terms'];
}

/** What the coach will see, and as which kind of coach. */
function Consequences({ coach, coachee, terms }: Pair) {
  const primary = usePrimary(coachee.id).data;
  return (
    <Text className="name">
      {coach.name} will see and work on {coachee.name}’s goals, conferences and observations{' '}
      {terms.starts_on ? 'from the first day' : 'at once'}.
      {primary && !terms.kind && ` ${primary.user.name} is the primary coach, so ${coach.name} will be a secondary coach.`}
    </Text>
  );
}

/** Grants coaching access to the chosen person. The search then finds the person with it. */
function GrantAccess({ person }: { person: Person }) {
  const grant = useCoachStatus(person.id);
  const act = useAct({
    send: () => grant.mutateAsync({ isCoach: true }),
    tell: (_, __, isShown) => !isShown && notify(`${person.name} may coach.`),
    failed: `${person.name} got no coaching access`,
  });
  return (
    <Group gap="xs">
      <Text className="name">{person.name} has no coaching access.</Text>
      <Button size="xs" variant="light" loading={act.isPending} onClick={() => act.start(undefined)}>
        Grant it
      </Button>
      {act.error && <ErrorAlert error={act.error} />}
    </Group>
  );
}
