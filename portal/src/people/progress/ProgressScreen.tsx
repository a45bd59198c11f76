// A person's progress over a period: scores over time, goals, conferences and overdue check-backs.

import { Alert, Anchor, Box, Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Schemas } from '../../api/client';
import { DayField } from '../../forms/fields';
import { PagedList } from '../../frame/PagedList';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { Screen } from '../../frame/Screen';
import { Loading } from '../../frame/Loading';
import { ago, day } from '../../format';
import { useRubric } from '../../rubrics/rubrics';
import { useGoals } from '../goals/goals';
import { Meter } from '../goals/Meter';
import { useProfile } from '../useProfile';
import { type ComponentProgress, summaryOf, useProgress } from './progress';
import { ScreenFallback } from '../../frame/ScreenFallback';

// The chart library is large, and the tables don't need it.
const ScoreChart = lazy(() => import('./ScoreChart'));

export function ProgressScreen() {
  const { userId } = useParams({ from: '/people/$userId/progress' });
  const { from, to, view = 'charts' } = useSearch({ from: '/people/$userId/progress' });
  const navigate = useNavigate({ from: '/people/$userId/progress' });
  const person = useProfile(userId);
  const progress = useProgress(userId, { from, to });
  if (!person.data || !progress.data) return <ScreenFallback what="the progress" queries={[person, progress]} />;
  const set = (part: { from?: string; to?: string; view?: 'tables' }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const { components, is_complete } = progress.data;
  return (
    <Screen title={`Progress of ${person.data.name}`} parents={[{ name: person.data.name, to: `/people/${userId}/observations` }]}>
      <Group align="end" mb="lg">
        <DayField label="From" value={progress.data.from} onChange={(next) => set({ from: next ?? undefined })} />
        <DayField label="To" value={progress.data.to} onChange={(next) => set({ to: next ?? undefined })} />
        <SegmentedControl
          aria-label="Charts or tables"
          value={view}
          onChange={(next) => set({ view: next === 'tables' ? 'tables' : undefined })}
          data={[
            { value: 'charts', label: 'Charts' },
            { value: 'tables', label: 'Tables' },
          ]}
        />
      </Group>
      {progress.error && <ErrorAlert error={progress.error} retry={() => void progress.refetch()} />}
      {!is_complete && (
        <Alert color="yellow" title="Only the latest part of the period is shown" mb="md">
          The period has too many observations to show. Choose an earlier or shorter period to see the others.
        </Alert>
      )}
      <Facts progress={progress.data} />
      <Title order={2} size="h4" mt="xl" mb="xs">
        Scores over time
      </Title>
      {components.length === 0 ? (
        <Text c="dimmed">
          No observation in this period was scored and shared. Choose a longer period, or score the next observation against a rubric.
        </Text>
      ) : (
        <div className="multiples">
          {components.map((component) => (
            <Component
              key={`${component.rubric_id} ${component.component_id}`}
              userId={userId}
              component={component}
              asTable={view === 'tables'}
            />
          ))}
        </div>
      )}
      <Goals person={person.data} />
    </Screen>
  );
}

function Facts({ progress }: { progress: Schemas['Progress'] }) {
  const { goals, conferences_held, observations_shared, overdue_check_backs, days_since_last_contact } = progress;
  const facts: [string, string | number][] = [
    ['Observations shared', observations_shared],
    ['Conferences held', conferences_held],
    ['Goals achieved', `${goals.achieved} of ${goals.achieved + goals.active + goals.draft + goals.dropped}`],
    ['Check-backs overdue', overdue_check_backs],
    ['Last contact', ago(days_since_last_contact)],
  ];
  return (
    <Group component="dl" gap="xl" m={0}>
      {facts.map(([name, fact]) => (
        <Box key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} fw={600}>
            {fact}
          </Text>
        </Box>
      ))}
    </Group>
  );
}

function Component({ userId, component, asTable }: { userId: string; component: ComponentProgress; asTable: boolean }) {
  const rubric = useRubric(component.rubric_id);
  const levels = rubric.data?.levels ?? [];
  return (
    <Box component="section" aria-label={component.component} miw={0}>
      <Title order={3} size="h6" className="name" dir="auto">
        {component.component}
      </Title>
      <Text size="xs" c="dimmed" mb="xs" className="name" dir="auto">
        {summaryOf(component, levels)}
      </Text>
      {asTable ? (
        <Scores userId={userId} component={component} levels={levels} />
      ) : (
        <Box aria-hidden>
          <Suspense fallback={<Loading what="the chart" rows={2} />}>
            <ScoreChart points={component.points} levels={levels} />
          </Suspense>
        </Box>
      )}
    </Box>
  );
}

function Scores({ userId, component, levels }: { userId: string; component: ComponentProgress; levels: string[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Day</Table.Th>
          <Table.Th>Level</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {component.points.map(({ observation_id, on, score, of }) => (
          <Table.Tr key={observation_id}>
            <Table.Td>
              <Anchor component={Link} to={`/people/${userId}/observations/${observation_id}`} size="sm">
                {day(on)}
              </Anchor>
            </Table.Td>
            <Table.Td className="name">{`${levels[score - 1] ?? ''} ${score}/${of}`.trim()}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Goals({ person }: { person: Schemas['Profile'] }) {
  const goals = useGoals(person.id);
  return (
    <Box component="section" aria-label="Goals" mt="xl">
      <Title order={2} size="h4" mb="xs">
        Goals
      </Title>
      <PagedList pages={goals} what="the goals" empty={`${person.name} has no goals yet.`}>
        {(items) => (
          <Stack gap="sm">
            {items.map((goal) => (
              <Box key={goal.id}>
                <Anchor component={Link} to={`/people/${person.id}/goals/${goal.id}`} size="sm" className="name" dir="auto">
                  {goal.title}
                </Anchor>
                <Meter goal={goal} />
              </Box>
            ))}
          </Stack>
        )}
      </PagedList>
    </Box>
  );
}
