import { Anchor, Badge, Box, Breadcrumbs, Button, CopyButton, Group, Skeleton, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { body } from '../api/client';
import { useApi } from '../context';
import { Refused } from '../frame/Refused';
import { CoachingTab } from './coaching/CoachingTab';
import { titleAndSite } from './find';
import { RecordTab } from './RecordTab';

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

export function useProfile(userId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['people', userId, 'profile'],
    queryFn: async ({ signal }) => body(await api.GET('/users/{user_id}', { params: { path: { user_id: userId } }, signal })),
  });
}

export function Profile() {
  const { userId, tab } = useParams({ from: '/people/$userId/$tab' });
  const navigate = useNavigate();
  const profile = useProfile(userId);
  if (profile.error) return <Refused error={profile.error} again={() => profile.refetch()} />;
  if (!profile.data) return <ProfileSkeleton />;
  const person = profile.data;
  const isOpen = person.tabs.includes(tab);
  return (
    <>
      <Breadcrumbs mb="md" aria-label="Where you are">
        <Anchor component={Link} to="/" size="sm">
          People
        </Anchor>
        <Text size="sm" className="name">
          {person.name}
        </Text>
      </Breadcrumbs>
      <Group gap="sm" align="baseline">
        <Title order={1} size="h2" className="name">
          {person.name}
        </Title>
        {person.coach_status === 'granted' && <Badge variant="light">Coach</Badge>}
        {person.status === 'inactive' && <Badge color="gray">Inactive</Badge>}
      </Group>
      <Text c="dimmed" className="name">
        {titleAndSite(person)}
      </Text>
      {person.email && <Email address={person.email} />}
      {person.tabs.length === 0 ? (
        <Text mt="lg">You see the name, title and site of this colleague. An administrator can give you more.</Text>
      ) : (
        <Tabs
          mt="lg"
          value={isOpen ? tab : null}
          onChange={(to) => to && navigate({ to: '/people/$userId/$tab', params: { userId, tab: to } })}
          keepMounted={false}
        >
          <Tabs.List aria-label={`Profile of ${person.name}`} className="tabs">
            {person.tabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {TABS[name] ?? name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {isOpen ? (
            <Tabs.Panel value={tab} pt="md">
              {tab === 'coaching' ? <CoachingTab person={person} /> : <RecordTab person={person} tab={tab} />}
            </Tabs.Panel>
          ) : (
            <Text mt="md">This tab isn’t open to you. Choose one of those above.</Text>
          )}
        </Tabs>
      )}
    </>
  );
}

function Email({ address }: { address: string }) {
  return (
    <Group gap={4} mt={4}>
      <Anchor href={`mailto:${address}`} size="sm" className="name">
        {address}
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

function ProfileSkeleton() {
  return (
    <Box aria-busy="true" aria-label="Loading the profile">
      <Skeleton h={28} w={240} mb={8} />
      <Skeleton h={16} w={320} mb={24} />
      <Skeleton h={36} mb={16} />
      <Skeleton h={40} mb={8} />
      <Skeleton h={40} />
    </Box>
  );
}
