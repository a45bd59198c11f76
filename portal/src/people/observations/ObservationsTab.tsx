// The Observations tab: the observations of a person.

import { Anchor, Badge, Box, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { useMe } from '../../context';
import { PagedList } from '../../frame/PagedList';
import { day, inWords } from '../../format';
import { ProgressLink } from '../progress/ProgressLink';
import { groundOf } from '../rights';
import { nameOf, type Observation, useObservations } from './observations';

export const COLORS: Record<Schemas['ObservationState'], string> = { draft: 'gray', shared: 'indigo', acknowledged: 'green' };

export function ObservationsTab({ person }: { person: Schemas['Profile'] }) {
  const me = useMe();
  const isOwn = groundOf(me.data, person) === 'own';
  const observations = useObservations(person.id);
  const empty = isOwn
    ? 'No observation has been shared with you yet.'
    : `No observation of ${person.name} yet. Begin one when you are in the room.`;
  return (
    <>
      <Group justify="space-between" mb="xs">
        <ProgressLink person={person} />
        {!isOwn && (
          <Button size="xs" component={Link} to={`/people/${person.id}/observations/new`}>
            New observation
          </Button>
        )}
      </Group>
      <PagedList pages={observations} what="the observations" empty={empty}>
        {(items) => items.map((observation) => <Row key={observation.id} person={person} observation={observation} isOwn={isOwn} />)}
      </PagedList>
    </>
  );
}

function Row({ person, observation, isOwn }: { person: Schemas['Profile']; observation: Observation; isOwn: boolean }) {
  const scores = observation.scores?.map(({ component, score, of }) => `${component} ${score}/${of}`).join(', ');
  return (
    <div className="row">
      <Box className="name">
        <Anchor component={Link} to={`/people/${person.id}/observations/${observation.id}`} fw={500} dir="auto">
          {nameOf(observation)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {[day(observation.observed_at), `by ${observation.observer}`].join(' · ')}
        </Text>
        {scores && (
          <Text size="xs" c="dimmed" dir="auto" lineClamp={2}>
            {scores}
          </Text>
        )}
      </Box>
      {isOwn && observation.state === 'shared' ? (
        <Badge color="yellow">Waiting for you</Badge>
      ) : (
        <Badge color={COLORS[observation.state]}>{inWords(observation.state)}</Badge>
      )}
    </div>
  );
}
