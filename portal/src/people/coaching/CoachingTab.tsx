import { Anchor, Badge, Box, Button, Group, Menu, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { may, useMe } from '../../context';
import { Refused } from '../../frame/Refused';
import { Waiting } from '../../frame/Waiting';
import { day, inWords } from '../../words';
import { titleAndSite } from '../find';
import { AddWindow } from './AddWindow';
import { EditProfileWindow } from './EditProfileWindow';
import { RemoveWindow } from './RemoveWindow';
import { type Connection, type Side, useConnections } from './side';

/** Coached By and Coaching, side by side. */
export function CoachingTab({ person }: { person: Schemas['Profile'] }) {
  const me = useMe();
  const [isEditing, setEditing] = useState(false);
  const manages = may(me.data, 'manage_assignments');
  return (
    <>
      {manages && (
        <Anchor component="button" type="button" size="sm" mb="md" className="name" onClick={() => setEditing(true)}>
          Click here to edit {person.name}’s coach status
        </Anchor>
      )}
      <div className="two-columns">
        <Section person={person} side="coaches" manages={manages} />
        <Section person={person} side="coachees" manages={manages} />
      </div>
      {isEditing && <EditProfileWindow person={person} close={() => setEditing(false)} />}
    </>
  );
}

function Section({ person, side, manages }: { person: Schemas['Profile']; side: Side; manages: boolean }) {
  const connections = useConnections(person.id, side);
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Connection | null>(null);
  const [newest, setNewest] = useState<string | null>(null);
  const title = side === 'coaches' ? 'Coached By' : 'Coaching';
  const count = side === 'coaches' ? person.coach_count : person.coachee_count;
  return (
    <Box component="section" aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {title}{' '}
          <Text span c="dimmed" fw={400}>
            {count ?? ''}
          </Text>
        </Title>
        {manages && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)} aria-label={side === 'coaches' ? 'Add a coach' : 'Add a coachee'}>
            Add
          </Button>
        )}
      </Group>
      {connections.error && <Refused error={connections.error} again={() => connections.refetch()} />}
      {!connections.data && !connections.error && <Waiting what={title} rows={2} />}
      {connections.data?.items.length === 0 && <Empty person={person} side={side} manages={manages} />}
      {connections.data?.items.map((connection) => (
        <Row
          key={connection.user.id}
          connection={connection}
          side={side}
          isNew={connection.user.id === newest}
          remove={manages ? () => setRemoving(connection) : undefined}
        />
      ))}
      {isAdding && (
        <AddWindow
          person={person}
          side={side}
          there={connections.data?.items.map((connection) => connection.user.id) ?? []}
          close={() => setAdding(false)}
          added={setNewest}
        />
      )}
      {removing && <RemoveWindow person={person} side={side} other={removing.user} close={() => setRemoving(null)} />}
    </Box>
  );
}

function Row({ connection, side, isNew, remove }: { connection: Connection; side: Side; isNew: boolean; remove?: () => void }) {
  const { user } = connection;
  const until = connection.ends_on ? ` · until ${day(connection.ends_on)}` : '';
  return (
    <div className={isNew ? 'row is-new' : 'row'}>
      <Box className="name">
        <Anchor component={Link} to={`/people/${user.id}/coaching`} size="sm" fw={500}>
          {user.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {titleAndSite(user)}
        </Text>
        <Text size="xs" c="dimmed">
          Since {day(connection.since)}
          {until}
        </Text>
      </Box>
      <Group gap={4}>
        {connection.state !== 'active' && <Badge color="yellow">{inWords(connection.state)}</Badge>}
        <Badge variant="default">{inWords(connection.kind)}</Badge>
      </Group>
      {remove && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="gray" aria-label={`More for ${user.name}`}>
              ⋯
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" onClick={remove}>
              {side === 'coaches' ? 'Remove Coach' : 'Remove Coachee'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

function Empty({ person, side, manages }: { person: Schemas['Profile']; side: Side; manages: boolean }) {
  const says =
    side === 'coaches'
      ? `Nobody coaches ${person.name} yet.`
      : person.coach_status === 'granted'
        ? `${person.name} coaches nobody yet.`
        : `${person.name} has no coaching access, so there is nobody to coach.`;
  const next = manages && (side === 'coaches' || person.coach_status === 'granted') ? ' Choose Add to connect somebody.' : '';
  return (
    <Text c="dimmed" size="sm">
      {says}
      {next}
    </Text>
  );
}
