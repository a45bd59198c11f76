import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { day, inWords } from '../words';
import { type Item, signalsOf } from './reviews';

/** Who coaches whom, since when, and what to know before deciding. */
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
        {signalsOf(item).map(({ words, isGrave }) => (
          <Badge key={words} color={isGrave ? 'yellow' : 'gray'} variant="light">
            {words}
          </Badge>
        ))}
      </Group>
    </>
  );
}
