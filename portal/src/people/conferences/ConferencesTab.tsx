// The Conferences tab: upcoming conferences first, then past ones.

import { Anchor, Badge, Box, Button, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { PagedList } from '../../frame/PagedList';
import { dayAndTime, inWords } from '../../format';
import { type Conference, useConferences } from './conferences';

export const COLORS: Record<Schemas['ConferenceState'], string> = {
  scheduled: 'indigo',
  held: 'green',
  cancelled: 'gray',
  no_show: 'yellow',
};

export function ConferencesTab({ person }: { person: Schemas['Profile'] }) {
  const conferences = useConferences(person.id);
  const now = new Date().toISOString();
  return (
    <>
      <Group justify="flex-end" mb="xs">
        <Button size="xs" component={Link} to={`/people/${person.id}/conferences/new`}>
          Schedule conference
        </Button>
      </Group>
      <PagedList
        pages={conferences}
        what="the conferences"
        empty={`No conference with ${person.name} yet. Schedule the first one; an invitation for the calendar comes with it.`}
      >
        {(items) => (
          <>
            <Part
              title="Upcoming"
              person={person}
              conferences={items.filter(({ ends_at }) => ends_at >= now).sort((a, b) => a.starts_at.localeCompare(b.starts_at))}
            />
            <Part
              title="Past"
              person={person}
              conferences={items.filter(({ ends_at }) => ends_at < now).sort((a, b) => b.starts_at.localeCompare(a.starts_at))}
            />
          </>
        )}
      </PagedList>
    </>
  );
}

function Part({ title, person, conferences }: { title: string; person: Schemas['Profile']; conferences: Conference[] }) {
  if (conferences.length === 0) return null;
  return (
    <Box component="section" aria-label={title} mb="md">
      <Title order={2} size="h5">
        {title}
      </Title>
      {conferences.map((conference) => (
        <Box key={conference.id} className="row">
          <Box className="name">
            <Anchor component={Link} to={`/people/${person.id}/conferences/${conference.id}`} fw={500}>
              {inWords(conference.kind)}, {dayAndTime(conference.starts_at)}
            </Anchor>
            <Text size="xs" c="dimmed" dir="auto">
              {conference.place}
            </Text>
          </Box>
          <Badge color={COLORS[conference.state]}>{inWords(conference.state)}</Badge>
        </Box>
      ))}
    </Box>
  );
}
