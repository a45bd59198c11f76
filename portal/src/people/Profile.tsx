import { Anchor, Badge, Button, CopyButton, Group, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { may, useMe } from '../context';
import { Screen } from '../frame/Screen';
import { useOrganisation } from '../organisation/useOrganisation';
import { Address } from './Address';
import { CoachingTab } from './coaching/CoachingTab';
import { ConferencesTab } from './conferences/ConferencesTab';
import { CredentialsTab } from './credentials/CredentialsTab';
import { EditProfileWindow } from './EditProfileWindow';
import { editable } from './fields';
import { titleAndSite } from './find';
import { GoalsTab } from './goals/GoalsTab';
import { LearningTab } from './learning/LearningTab';
import { ObservationsTab } from './observations/ObservationsTab';
import { PermissionsTab } from './permissions/PermissionsTab';
import { PersonnelTab } from './personnel/PersonnelTab';
import { groundOf } from './rights';
import { useProfile } from './useProfile';
import { NotYet } from '../frame/NotYet';

/** The tabs of a profile, by their part of the address, in the guide's words. */
const TABS: Record<string, string> = {
  learning: 'Learning',
  credentials: 'Licenses and Credentials',
  observations: 'Observations',
  goals: 'Goals',
  conferences: 'Conferences',
  coaching: 'Coaching',
  personnel: 'Personnel Information',
  permissions: 'Permissions',
};

export function Profile() {
  const { userId, tab } = useParams({ from: '/people/$userId/$tab' });
  const me = useMe();
  const organisation = useOrganisation();
  const [isEditing, setEditing] = useState(false);
  const profile = useProfile(userId);
  if (!profile.data || profile.error) return <NotYet what="the profile" error={profile.error} again={() => profile.refetch()} />;
  const person = profile.data;
  const isOpen = person.tabs.includes(tab);
  const isAdministrator = me.data?.user.role === 'administrator';
  const mayEdit = editable(groundOf(me.data, person), isAdministrator, organisation.data?.coach_editable_fields ?? []).length > 0;
  return (
    <Screen
      title={person.name}
      above={[{ name: 'People', to: may(me.data, 'manage_users') ? '/people' : '/' }]}
      beside={
        <>
          {person.coach_status === 'granted' && <Badge>Coach</Badge>}
          {person.status === 'inactive' && <Badge color="gray">Inactive</Badge>}
        </>
      }
      action={
        mayEdit ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            Edit profile
          </Button>
        ) : undefined
      }
    >
      <Text c="dimmed" className="name" mt={-12} dir="auto">
        {titleAndSite(person)}
      </Text>
      <Group gap="md">
        {person.email && <Email address={person.email} />}
        {isAdministrator && (
          <Anchor component={Link} to={`/people/${person.id}/activity`} size="sm" mt={4}>
            Activity
          </Anchor>
        )}
      </Group>
      {person.tabs.length === 0 ? (
        <Text mt="lg">You see the name, title and site of this colleague. An administrator can give you more.</Text>
      ) : (
        <>
          <ProfileTabs person={person} />
          {isOpen ? <Tab person={person} tab={tab} /> : <Text>This tab isn’t open to you. Choose one of those above.</Text>}
        </>
      )}
      {isEditing && <EditProfileWindow person={person} close={() => setEditing(false)} />}
    </Screen>
  );
}

function Tab({ person, tab }: { person: Schemas['Profile']; tab: string }) {
  if (tab === 'coaching') return <CoachingTab person={person} />;
  if (tab === 'conferences') return <ConferencesTab person={person} />;
  if (tab === 'goals') return <GoalsTab person={person} />;
  if (tab === 'observations') return <ObservationsTab person={person} />;
  if (tab === 'learning') return <LearningTab person={person} />;
  if (tab === 'credentials') return <CredentialsTab person={person} />;
  if (tab === 'personnel') return <PersonnelTab person={person} />;
  return <PermissionsTab person={person} />;
}

/** The tabs that are open to the reader, each with its own address. */
function ProfileTabs({ person }: { person: Schemas['Profile'] }) {
  return (
    <nav className="tabs" aria-label={`Profile of ${person.name}`}>
      {person.tabs.map((tab) => (
        <Link
          key={tab}
          to="/people/$userId/$tab"
          params={{ userId: person.id, tab }}
          activeProps={{ 'aria-current': 'page', ref: intoView }}
        >
          {TABS[tab] ?? tab} {tab === 'coaching' && <Count of={(person.coach_count ?? 0) + (person.coachee_count ?? 0)} />}
        </Link>
      ))}
    </nav>
  );
}

/** How many there are behind a tab; nothing when there are none. */
function Count({ of }: { of: number }) {
  return of > 0 && <span className="count">{of}</span>;
}

/** On a phone the strip of tabs is wider than the screen. */
function intoView(tab: HTMLAnchorElement | null): void {
  const strip = tab?.parentElement;
  if (tab && strip) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 16;
}

function Email({ address }: { address: string }) {
  return (
    <Group gap={4} mt={4}>
      <Anchor href={`mailto:${address}`} size="sm" className="name">
        <Address of={address} />
      </Anchor>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={copy} aria-label={`Copy ${address}`}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
