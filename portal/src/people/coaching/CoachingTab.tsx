// The Coaching tab: Coached By and Coaching side by side, and the coaching history.

import { Anchor, Badge, Box, Button, Group, Menu, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import type { Pages } from '../../api/pages';
import { may, useMe } from '../../context';
import { PagedList } from '../../frame/PagedList';
import { ago, day, inWords } from '../../format';
import { EditProfileWindow } from '../EditProfileWindow';
import { titleAndSite } from '../usePersonSearch';
import { AccessWindow } from './AccessWindow';
import { AddWindow } from './AddWindow';
import { EditAssignmentWindow } from './EditAssignmentWindow';
import { History } from './History';
import { KindBadge } from './KindBadge';
import { RemoveWindow } from './RemoveWindow';
import { type Connection, type Side, useConnections } from './assignments';
import { TransferWindow } from './TransferWindow';

export function CoachingTab({ person }: { person: Schemas['Profile'] }) {
  const me = useMe();
  const [isEditing, setEditing] = useState(false);
  const mayManage = may(me.data, 'manage_assignments');
  return (
    <>
      {mayManage && (
        <Anchor component="button" type="button" size="sm" mb="md" ta="start" onClick={() => setEditing(true)}>
          Click here to edit {person.name}’s coach status
        </Anchor>
      )}
      <div className="two-columns">
        <Section person={person} side="coaches" mayManage={mayManage} />
        <Section person={person} side="coachees" mayManage={mayManage} />
      </div>
      <History person={person} mayManage={mayManage} />
      {isEditing && <EditProfileWindow person={person} close={() => setEditing(false)} />}
    </>
  );
}

/** The window that is open, and the connection it was opened for. */
interface Dialog {
  name: 'add' | 'transfer' | 'edit' | 'remove' | 'access';
  connection?: Connection;
}

function Section({ person, side, mayManage }: { person: Schemas['Profile']; side: Side; mayManage: boolean }) {
  const connections = useConnections(person.id, side);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [newest, setNewest] = useState<string | null>(null);
  const close = () => setDialog(null);
  const title = side === 'coaches' ? 'Coached By' : 'Coaching';
  const count = countOf(person, side, connections);
  const [actor, user] = side === 'coaches' ? [dialog?.connection?.user, person] : [person, dialog?.connection?.user];
  return (
    <Box component="section" aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {title}{' '}
          <Text span c="dimmed" fw={400}>
            {countText(person, side, count)}
          </Text>
        </Title>
        {mayManage && (
          <Group gap="xs">
            {side === 'coachees' && (count ?? 0) > 0 && (
              <Button size="xs" variant="subtle" color="gray" onClick={() => setDialog({ name: 'transfer' })}>
                Transfer caseload
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              onClick={() => setDialog({ name: 'add' })}
              aria-label={side === 'coaches' ? 'Add a coach' : 'Add a coachee'}
            >
              Add
            </Button>
          </Group>
        )}
      </Group>
      <PagedList pages={connections} what={title} empty={emptyText(person, side, mayManage)}>
        {(items) =>
          items.map((connection) => (
            <Row
              key={connection.user.id}
              connection={connection}
              side={side}
              isNew={connection.user.id === newest}
              open={mayManage ? (name) => setDialog({ name, connection }) : undefined}
            />
          ))
        }
      </PagedList>
      {dialog?.name === 'add' && (
        <AddWindow
          person={person}
          side={side}
          connected={connections.items?.map(({ user: { id } }) => id) ?? []}
          close={close}
          added={setNewest}
        />
      )}
      {dialog?.name === 'transfer' && <TransferWindow person={person} count={count ?? 0} close={close} />}
      {dialog?.connection && dialog.name === 'edit' && (
        <EditAssignmentWindow person={person} side={side} connection={dialog.connection} close={close} />
      )}
      {dialog?.connection && dialog.name === 'remove' && (
        <RemoveWindow person={person} side={side} other={dialog.connection.user} close={close} />
      )}
      {dialog?.name === 'access' && actor && user && <AccessWindow user={user} actor={actor} close={close} />}
    </Box>
  );
}

/**
 * How many connections there are: those in the list once all of it is loaded, until then the profile's count. That
 * count includes assignments after their last day until they are ended; the list doesn't.
 */
function countOf(person: Schemas['Profile'], side: Side, { items, more }: Pages<Connection>): number | undefined {
  if (items && !more) return items.length;
  return side === 'coaches' ? person.coach_count : person.coachee_count;
}

/** The count beside the title; for a coach with their capacity. */
function countText(person: Schemas['Profile'], side: Side, count: number | undefined): string {
  const hasCapacity = side === 'coachees' && person.coach_status === 'granted' && person.capacity;
  return hasCapacity ? `${count ?? 0} of ${person.capacity}` : String(count ?? '');
}

interface RowProps {
  connection: Connection;
  side: Side;
  isNew: boolean;
  open?: (dialog: 'edit' | 'remove' | 'access') => void;
}

function Row({ connection, side, isNew, open }: RowProps) {
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
        <KindBadge kind={connection.kind} />
      </Group>
      {open && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="gray" aria-label={`More for ${user.name}`}>
              ⋯
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => open('edit')}>Dates and kind</Menu.Item>
            <Menu.Item onClick={() => open('access')}>What the coach may do, and why</Menu.Item>
            <Menu.Item className="danger" onClick={() => open('remove')}>
              {side === 'coaches' ? 'Remove Coach' : 'Remove Coachee'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** What an empty section is for, and what to do next. */
function emptyText(person: Schemas['Profile'], side: Side, mayManage: boolean): string {
  const state =
    side === 'coaches'
      ? `Nobody coaches ${person.name} yet.`
      : person.coach_status === 'none'
        ? `${person.name} has no coaching access, so there is nobody to coach.`
        : `${person.name} coaches nobody yet.`;
  const next = mayManage && (side === 'coaches' || person.coach_status === 'granted') ? ' Choose Add to connect somebody.' : '';
  return state + next;
}
