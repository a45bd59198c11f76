import { Anchor, Badge, Box, Button, Group, Menu, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { may, useMe } from '../../context';
import { Listed } from '../../frame/Listed';
import { ago, day, inWords } from '../../words';
import { EditProfileWindow } from '../EditProfileWindow';
import { titleAndSite } from '../find';
import { AddWindow } from './AddWindow';
import { EditAssignmentWindow } from './EditAssignmentWindow';
import { History } from './History';
import { RemoveWindow } from './RemoveWindow';
import { type Connection, type Side, useConnections } from './side';
import { TransferWindow } from './TransferWindow';
import { WhyWindow } from './WhyWindow';

/** Coached By and Coaching, side by side. */
export function CoachingTab({ person }: { person: Schemas['Profile'] }) {
  const me = useMe();
  const [isEditing, setEditing] = useState(false);
  const manages = may(me.data, 'manage_assignments');
  return (
    <>
      {manages && (
        <Anchor component="button" type="button" size="sm" mb="md" ta="start" onClick={() => setEditing(true)}>
          Click here to edit {person.name}’s coach status
        </Anchor>
      )}
      <div className="two-columns">
        <Section person={person} side="coaches" manages={manages} />
        <Section person={person} side="coachees" manages={manages} />
      </div>
      <History person={person} manages={manages} />
      {isEditing && <EditProfileWindow person={person} close={() => setEditing(false)} />}
    </>
  );
}

/** The window that is open, and the row it is about. */
interface Asks {
  for: 'add' | 'transfer' | 'edit' | 'remove' | 'why';
  of?: Connection;
}

function Section({ person, side, manages }: { person: Schemas['Profile']; side: Side; manages: boolean }) {
  const connections = useConnections(person.id, side);
  const [asks, setAsks] = useState<Asks | null>(null);
  const [newest, setNewest] = useState<string | null>(null);
  const close = () => setAsks(null);
  const title = side === 'coaches' ? 'Coached By' : 'Coaching';
  const [actor, user] = side === 'coaches' ? [asks?.of?.user, person] : [person, asks?.of?.user];
  return (
    <Box component="section" aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {title}{' '}
          <Text span c="dimmed" fw={400}>
            {countOf(person, side)}
          </Text>
        </Title>
        {manages && (
          <Group gap="xs">
            {side === 'coachees' && (person.coachee_count ?? 0) > 0 && (
              <Button size="xs" variant="subtle" color="gray" onClick={() => setAsks({ for: 'transfer' })}>
                Transfer caseload
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              onClick={() => setAsks({ for: 'add' })}
              aria-label={side === 'coaches' ? 'Add a coach' : 'Add a coachee'}
            >
              Add
            </Button>
          </Group>
        )}
      </Group>
      <Listed pages={connections} what={title} empty={emptyWords(person, side, manages)}>
        {(items) =>
          items.map((connection) => (
            <Row
              key={connection.user.id}
              connection={connection}
              side={side}
              isNew={connection.user.id === newest}
              ask={manages ? (what) => setAsks({ for: what, of: connection }) : undefined}
            />
          ))
        }
      </Listed>
      {asks?.for === 'add' && (
        <AddWindow
          person={person}
          side={side}
          there={connections.items?.map(({ user: { id } }) => id) ?? []}
          close={close}
          added={setNewest}
        />
      )}
      {asks?.for === 'transfer' && <TransferWindow person={person} count={person.coachee_count ?? 0} close={close} />}
      {asks?.of && asks.for === 'edit' && <EditAssignmentWindow person={person} side={side} connection={asks.of} close={close} />}
      {asks?.of && asks.for === 'remove' && <RemoveWindow person={person} side={side} other={asks.of.user} close={close} />}
      {asks?.for === 'why' && actor && user && <WhyWindow user={user} actor={actor} close={close} />}
    </Box>
  );
}

/** How many there are, and how many there may be. */
function countOf(person: Schemas['Profile'], side: Side): string {
  if (side === 'coaches') return String(person.coach_count ?? '');
  const count = String(person.coachee_count ?? '');
  return person.coach_status === 'granted' && person.capacity ? `${count} of ${person.capacity}` : count;
}

interface RowProps {
  connection: Connection;
  side: Side;
  isNew: boolean;
  ask?: (what: 'edit' | 'remove' | 'why') => void;
}

function Row({ connection, side, isNew, ask }: RowProps) {
  const { user } = connection;
  const days = [
    `Since ${day(connection.since)}`,
    connection.state === 'upcoming' && `from ${day(connection.starts_on)}`,
    connection.ends_on && `until ${day(connection.ends_on)}`,
    `last contact ${ago(connection.days_since_last_contact).toLowerCase()}`,
  ];
  return (
    <div className={isNew ? 'row is-new' : 'row'}>
      <Box className="name">
        <Anchor component={Link} to={`/people/${user.id}/coaching`} size="sm" fw={500} dir="auto">
          {user.name}
        </Anchor>
        <Text size="xs" c="dimmed" dir="auto">
          {titleAndSite(user)}
        </Text>
        <Text size="xs" c="dimmed">
          {days.filter(Boolean).join(' · ')}
        </Text>
      </Box>
      <Group gap={4}>
        {connection.state !== 'active' && <Badge color="yellow">{inWords(connection.state)}</Badge>}
        <Badge variant="default">{inWords(connection.kind)}</Badge>
      </Group>
      {ask && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="gray" aria-label={`More for ${user.name}`}>
              ⋯
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => ask('edit')}>Dates and kind</Menu.Item>
            <Menu.Item onClick={() => ask('why')}>What the coach may do, and why</Menu.Item>
            <Menu.Item className="danger" onClick={() => ask('remove')}>
              {side === 'coaches' ? 'Remove Coach' : 'Remove Coachee'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** What the section is for, and how to begin. */
function emptyWords(person: Schemas['Profile'], side: Side, manages: boolean): string {
  const says =
    side === 'coaches'
      ? `Nobody coaches ${person.name} yet.`
      : person.coach_status === 'granted'
        ? `${person.name} coaches nobody yet.`
        : `${person.name} has no coaching access, so there is nobody to coach.`;
  const next = manages && (side === 'coaches' || person.coach_status === 'granted') ? ' Choose Add to connect somebody.' : '';
  return says + next;
}
