import { Anchor, Box, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { inWords } from '../words';
import { SENTENCES } from './sentences';

type Line = Schemas['ActivityLine'];
type Maybe = Schemas['Person'] | null | undefined;

/** Entries of the log by day. `of` is whose log it is, whose name needs no link then. */
export function Days({ lines, of }: { lines: Line[]; of?: string }) {
  return byDay(lines).map(([title, ofDay]) => (
    <Box key={title} component="section" aria-label={title} mb="lg">
      <Title order={2} size="h5">
        {title}
      </Title>
      {ofDay.map((line) => (
        <Box key={line.id} className="row">
          <Box className="name">
            <Text dir="auto">{sentence(line, of)}</Text>
            <Text size="xs" c="dimmed">
              {details(line)}
            </Text>
          </Box>
        </Box>
      ))}
    </Box>
  ));
}

/** The lines of each day, in their order. */
function byDay(lines: Line[]): [day: string, lines: Line[]][] {
  const days = new Map<string, Line[]>();
  for (const line of lines) {
    const title = new Date(line.at).toLocaleDateString(undefined, { dateStyle: 'full' });
    days.set(title, [...(days.get(title) ?? []), line]);
  }
  return [...days];
}

function details(line: Line): string {
  const parts = [
    new Date(line.at).toLocaleTimeString(undefined, { timeStyle: 'short' }),
    line.fields?.map(inWords).join(', '),
    line.address && `from ${line.address}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function sentence(line: Line, of: string | undefined): ReactNode {
  const people: Record<string, Maybe> = { '{}': line.user, '{coach}': line.coach, '{to}': line.to_coach };
  const parts = SENTENCES[line.kind].split(/(\{\w*\})/);
  return (
    <>
      <Name person={line.by.id ? { id: line.by.id, name: line.by.name } : undefined} of={of} otherwise={line.by.name} />{' '}
      {parts.map((part) => (part in people ? <Name key={part} person={people[part]} of={of} otherwise="somebody" /> : part))}
    </>
  );
}

function Name({ person, of, otherwise }: { person: Maybe; of: string | undefined; otherwise: string }) {
  if (!person?.name) return otherwise;
  if (person.id === of) return person.name;
  return (
    <Anchor component={Link} to={`/people/${person.id}`} c="inherit" fw={600}>
      {person.name}
    </Anchor>
  );
}
