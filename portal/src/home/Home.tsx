// The start screen: coaches see their coachees, coachees their own coaching.

import { Anchor, Badge, Box, Group, Kbd, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { useCaseload } from '../caseload/useCaseload';
import { useMe } from '../context';
import { useConnections } from '../people/coaching/assignments';
import { useConferences } from '../people/conferences/conferences';
import { useGoals } from '../people/goals/goals';
import { Meter } from '../people/goals/Meter';
import { nameOf, useObservations } from '../people/observations/observations';
import { WaitingReviews } from '../reviews/WaitingReviews';
import { ago, day, dayAndTime, inWords } from '../format';
import { PagedList } from '../frame/PagedList';
import { Screen } from '../frame/Screen';
import { Loading } from '../frame/Loading';

type Person = Schemas['Profile'];

export function Home() {
  const user = useMe().data?.user;
  if (!user) return <Loading what="your start screen" rows={4} />;
  const isAdministrator = user.role === 'administrator';
  const isCoach = user.coach_status === 'granted';
  const isCoached = (user.coach_count ?? 0) > 0;
  return (
    <Screen title={`Good to see you, ${user.preferred_name ?? user.given_name}`}>
      <Text mb="lg">
        Find a person by name or e-mail: press <Kbd>/</Kbd> and type. <Kbd>?</Kbd> lists the keyboard shortcuts.
      </Text>
      <WaitingReviews />
      <div className="two-columns">
        {isCoach && <Coachees />}
        {!isAdministrator && (!isCoach || isCoached) && <OwnCoaching user={user} />}
      </div>
    </Screen>
  );
}

function Section({ title, to, children }: { title: string; to: string; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title} mb="lg">
      <Title order={2} size="h4" mb="xs">
        <Anchor component={Link} to={to} c="inherit" inherit>
          {title}
        </Anchor>
      </Title>
      {children}
    </Box>
  );
}

/** The first six coachees: those with overdue check-backs first, then by their next conference. */
function Coachees() {
  const caseload = useCaseload();
  return (
    <Section title="My coachees" to="/caseload">
      <PagedList
        pages={{ ...caseload, more: undefined }}
        what="your coachees"
        empty="You coach nobody at the moment. An administrator can assign a coachee to you."
      >
        {(items) =>
          [...items]
            .sort(
              (a, b) =>
                b.overdue_check_backs - a.overdue_check_backs ||
                (a.next_conference?.starts_at ?? '~').localeCompare(b.next_conference?.starts_at ?? '~'),
            )
            .slice(0, 6)
            .map(({ user, overdue_check_backs, next_conference, days_since_last_contact }) => (
              <div key={user.id} className="row">
                <Box className="name">
                  <Anchor component={Link} to={`/people/${user.id}/goals`} fw={500} dir="auto">
                    {user.name}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {next_conference
                      ? `Conference ${dayAndTime(next_conference.starts_at)}`
                      : `Last contact: ${ago(days_since_last_contact).toLowerCase()}`}
                  </Text>
                </Box>
                {overdue_check_backs > 0 && <Badge color="yellow">{overdue_check_backs} overdue</Badge>}
              </div>
            ))
        }
      </PagedList>
    </Section>
  );
}

/** The person's own coaches, observations to acknowledge, goals and next conference. */
function OwnCoaching({ user }: { user: Person }) {
  const coaches = useConnections(user.id, 'coaches');
  const observations = useObservations(user.id);
  const goals = useGoals(user.id);
  const conferences = useConferences(user.id);
  const now = new Date().toISOString();
  const next = conferences.items
    ?.filter(({ starts_at, state }) => starts_at > now && state === 'scheduled')
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at))[0];
  const waiting = observations.items?.filter(({ state }) => state === 'shared') ?? [];
  return (
    <>
      <Box>
        <Section title="Who coaches me" to={`/people/${user.id}/coaching`}>
          <PagedList pages={{ ...coaches, more: undefined }} what="who coaches you" empty="Nobody coaches you at the moment.">
            {(items) =>
              items.map(({ user: coach, since, kind }) => (
                <div key={coach.id} className="row">
                  <Text className="name" dir="auto">
                    {coach.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {inWords(kind)}, since {day(since)}
                  </Text>
                </div>
              ))
            }
          </PagedList>
        </Section>
        {waiting.length > 0 && (
          <Section title="Waiting for you" to={`/people/${user.id}/observations`}>
            {waiting.map((observation) => (
              <div key={observation.id} className="row">
                <Anchor component={Link} to={`/people/${user.id}/observations/${observation.id}`} className="name" dir="auto">
                  {nameOf(observation)}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {`${day(observation.observed_at)}, by ${observation.observer}`}
                </Text>
              </div>
            ))}
          </Section>
        )}
        {next && (
          <Section title="Next conference" to={`/people/${user.id}/conferences`}>
            <Group>
              <Anchor component={Link} to={`/people/${user.id}/conferences/${next.id}`}>
                {inWords(next.kind)}, {dayAndTime(next.starts_at)}
              </Anchor>
            </Group>
          </Section>
        )}
      </Box>
      <Section title="My goals" to={`/people/${user.id}/goals`}>
        <PagedList
          pages={{ ...goals, items: goals.items?.filter(({ state }) => state === 'active'), more: undefined }}
          what="your goals"
          empty="You have no active goal. Add one on your Goals tab."
        >
          {(items) =>
            items.map((goal) => (
              <Box key={goal.id} py="xs">
                <Anchor component={Link} to={`/people/${user.id}/goals/${goal.id}`} className="name" dir="auto">
                  {goal.title}
                </Anchor>
                <Meter goal={goal} />
              </Box>
            ))
          }
        </PagedList>
      </Section>
    </>
  );
}
