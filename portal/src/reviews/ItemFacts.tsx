// A review item: who coaches whom, since when, and the signals to consider before deciding.

import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { day, inWords } from '../format';
import { type Item, signalsOf } from './reviews';

export function ItemFacts({ item }: { item: Item }) {
  const { coach, coachee, site, assignment } = item;
  const facts = [site, inWords(assignment.kind), `since ${day(assignment.starts_on)}`];
  return (
    <>
      <Text component="div">
        <Anchor component={Link} to={`/people/${coachee.id}/coaching`} fw={500} dir="auto">
          {coachee.name}
        </Anchor>
        , coached by{' '}
        <Anchor component={Link} to={`/people/${coach.id}/coaching`} dir="auto">
          {coach.name}
        </Anchor>
      </Text>
      <Text size="xs" c="dimmed" dir="auto">
        {facts.filter(Boolean).join(' · ')}
      </Text>
      <Group gap={4}>
        {signalsOf(item).map(({ text, isSevere }) => (
          <Badge key={text} color={isSevere ? 'yellow' : 'gray'} variant="light">
            {text}
          </Badge>
        ))}
      </Group>
    </>
  );
}
