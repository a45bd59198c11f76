import { ActionIcon, Anchor, Box, Group, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { useMe, useSession } from '../context';
import { Search } from './Search';

/** What stands around every screen: where one is, search, and who is signed in. */
export function Shell() {
  const me = useMe();
  const user = me.data?.user;
  return (
    <>
      <a className="skip" href="#content">
        Go to the content
      </a>
      <header className="bar">
        <Group className="frame" h={56} justify="space-between" wrap="nowrap" gap="md">
          <Group gap="lg" wrap="nowrap">
            <Anchor component={Link} to="/" fw={600} c="inherit">
              Coachwork
            </Anchor>
            {user?.coach_status === 'granted' && (
              <Anchor component={Link} to="/caseload" c="inherit" visibleFrom="xs">
                My coachees
              </Anchor>
            )}
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Search />
            <Account name={user?.name ?? ''} organisation={me.data?.organisation.name ?? ''} id={user?.id} />
          </Group>
        </Group>
      </header>
      <Box component="main" id="content" className="frame" py="lg">
        <Outlet />
      </Box>
    </>
  );
}

function Account({ name, organisation, id }: { name: string; organisation: string; id: string | undefined }) {
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const initials = name
    .split(' ')
    .map((part) => Array.from(part)[0] ?? '')
    .slice(0, 2)
    .join('');
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" radius="xl" size={36} aria-label={`Account of ${name}`}>
          <Text size="xs" fw={600}>
            {initials}
          </Text>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}, {organisation}
        </Menu.Label>
        {id && (
          <Menu.Item component={Link} to={`/people/${id}/coaching`}>
            My profile
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/caseload">
          My coachees
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}>
          {colorScheme === 'dark' ? 'Light' : 'Dark'} colours
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => session.signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
