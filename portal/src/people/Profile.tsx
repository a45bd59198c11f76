// The profile of a person: the header, and the tabs that the signed-in person may open.

import { Anchor, Badge, Button, CopyButton, Group, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { may, useMe } from '../context';
import { Screen } from '../frame/Screen';
import { useOrganization } from '../organization/useOrganization';
import { EmailAddress } from './EmailAddress';
import { CoachingTab } from './coaching/CoachingTab';
import { ConferencesTab } from './conferences/ConferencesTab';
import { EditProfileWindow } from './EditProfileWindow';
import { editable } from './profileFields';
import { titleAndSite } from './usePersonSearch';
import { GoalsTab } from './goals/GoalsTab';
import { ObservationsTab } from './observations/ObservationsTab';
import { PermissionsTab } from './permissions/PermissionsTab';
import { PersonnelTab } from './personnel/PersonnelTab';
import { CREDENTIALS } from './records/credentials';
import { LEARNING } from './records/learning';
import { RecordsTab } from './records/RecordsTab';
import { groundOf } from './rights';
import { useProfile } from './useProfile';
import { ScreenFallback } from '../frame/ScreenFallback';

/** The names of the tabs, as in the guide, by their part of the address. */
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
  const organization = useOrganization();
  const [isEditing, setEditing] = useState(false);
  const profile = useProfile(userId);
  if (!profile.data || profile.error) return <ScreenFallback what="the profile" queries={[profile]} />;
  const person = profile.data;
  const isOpen = person.tabs.includes(tab);
  const isAdministrator = me.data?.user.role === 'administrator';
  const mayEdit = editable(groundOf(me.data, person), isAdministrator, organization.data?.coach_editable_fields ?? []).length > 0;
  return (
    <Screen
      title={person.name}
      parents={[{ name: 'People', to: may(me.data, 'manage_users') ? '/people' : '/' }]}
      status={
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
        <Text mt="lg">You see the name, title and site of this colleague. An administrator can give you more access.</Text>
      ) : (
        <>
          <ProfileTabs person={person} />
          {isOpen ? <Tab person={person} tab={tab} /> : <Text>You may not open this tab. Choose one of those above.</Text>}
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
  if (tab === 'learning') return <RecordsTab key={tab} kind={LEARNING} person={person} />;
  if (tab === 'credentials') return <RecordsTab key={tab} kind={CREDENTIALS} person={person} />;
  if (tab === 'personnel') return <PersonnelTab person={person} />;
  return <PermissionsTab person={person} />;
}

/** Links to the tabs. */
function ProfileTabs({ person }: { person: Schemas['Profile'] }) {
  return (
    <nav className="tabs" aria-label={`Profile of ${person.name}`}>
      {person.tabs.map((tab) => (
        <Link
          key={tab}
          to="/people/$userId/$tab"
          params={{ userId: person.id, tab }}
          activeProps={{ 'aria-current': 'page', ref: scrollIntoView }}
        >
          {TABS[tab] ?? tab} {tab === 'coaching' && <Count of={(person.coach_count ?? 0) + (person.coachee_count ?? 0)} />}
        </Link>
      ))}
    </nav>
  );
}

/** How many records a tab has; nothing for none. */
function Count({ of }: { of: number }) {
  return of > 0 && <span className="count">{of}</span>;
}

/** Scrolls to the current tab, because on a phone the tabs are wider than the screen. */
function scrollIntoView(tab: HTMLAnchorElement | null): void {
  const strip = tab?.parentElement;
  if (tab && strip) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 16;
}

function Email({ address }: { address: string }) {
  return (
    <Group gap={4} mt={4}>
      <Anchor href={`mailto:${address}`} size="sm" className="name">
        <EmailAddress of={address} />
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
