// The Goals tab: the goals of a person.

import { Anchor, Badge, Box, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { PagedList } from '../../frame/PagedList';
import { day, inWords } from '../../format';
import { ProgressLink } from '../progress/ProgressLink';
import { type Goal, overdue, useGoals } from './goals';
import { Meter } from './Meter';

export const COLORS: Record<Schemas['GoalState'], string> = { draft: 'gray', active: 'indigo', achieved: 'green', dropped: 'gray' };

export function GoalsTab({ person }: { person: Schemas['Profile'] }) {
  const goals = useGoals(person.id);
  return (
    <>
      <Group justify="space-between" mb="xs">
        <ProgressLink person={person} />
        <Button size="xs" component={Link} to={`/people/${person.id}/goals/new`}>
          Add goal
        </Button>
      </Group>
      <PagedList
        pages={goals}
        what="the goals"
        empty={`${person.name} has no goals yet. Add the first one: what should be different, and how will you see it?`}
      >
        {(items) => items.map((goal) => <Row key={goal.id} goal={goal} person={person} />)}
      </PagedList>
    </>
  );
}

function Row({ goal, person }: { goal: Goal; person: Schemas['Profile'] }) {
  const steps = goal.steps ?? [];
  const done = steps.filter(({ done_on }) => done_on).length;
  const late = overdue(steps);
  return (
    <div className="row">
      <Box className="name">
        <Anchor component={Link} to={`/people/${person.id}/goals/${goal.id}`} fw={500} dir="auto">
          {goal.title}
        </Anchor>
        <Text size="xs" c="dimmed">
          {[goal.due_on && `Due ${day(goal.due_on)}`, steps.length > 0 && `${done} of ${steps.length} steps done`]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <Meter goal={goal} />
      </Box>
      <Group gap={4} justify="flex-end">
        {late > 0 && <Badge color="yellow">{late} overdue</Badge>}
        <Badge color={COLORS[goal.state]}>{inWords(goal.state)}</Badge>
      </Group>
    </div>
  );
}
