// Entries of the activity log, grouped by day. In the log of one person, `of`, that person's name is not a link.

import { Anchor, Box, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { day, dayAndTime, inWords } from '../format';
import { SENTENCES } from './sentences';

type Line = Schemas['ActivityLine'];
type MaybePerson = Schemas['Person'] | null | undefined;

export function Days({ lines, of }: { lines: Line[]; of?: string }) {
  return byDay(lines).map(([title, entries]) => (
    <Box key={title} component="section" aria-label={title} mb="lg">
      <Title order={2} size="h5">
        {title}
      </Title>
      {entries.map((line) => (
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

/** The entries of each day, in their order. */
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
    line.fields?.map((field) => changeInWords(line, field)).join(', '),
    line.address && `from ${line.address}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** A field that changed, with its old and new value if the log has them. */
function changeInWords(line: Line, field: string): string {
  const value = line.values?.find((change) => change.field === field);
  return value ? `${inWords(field)}: ${valueInWords(value.from)} → ${valueInWords(value.to)}` : inWords(field);
}

function valueInWords(text: string | null | undefined): string {
  if (!text) return 'none';
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return dayAndTime(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? day(text) : inWords(text);
}

function sentence(line: Line, of: string | undefined): ReactNode {
  const people: Record<string, MaybePerson> = { '{}': line.user, '{coach}': line.coach, '{to}': line.to_coach };
  const parts = SENTENCES[line.kind].split(/(\{\w*\})/);
  return (
    <>
      <Name person={line.by.id ? { id: line.by.id, name: line.by.name } : undefined} of={of} fallback={line.by.name} />{' '}
      {parts.map((part) => (part in people ? <Name key={part} person={people[part]} of={of} fallback="somebody" /> : part))}
    </>
  );
}

function Name({ person, of, fallback }: { person: MaybePerson; of: string | undefined; fallback: string }) {
  if (!person?.name) return fallback;
  if (person.id === of) return person.name;
  return (
    <Anchor component={Link} to={`/people/${person.id}`} c="inherit" fw={600}>
      {person.name}
    </Anchor>
  );
}
