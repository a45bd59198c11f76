// The account menu: the name of the signed-in person, their own pages, light or dark colors, and signing out.

import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSession } from '../context';

export default function Account({ name, organization, id }: { name: string; organization: string; id: string | undefined }) {
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
          {name}, {organization}
        </Menu.Label>
        {id && (
          <Menu.Item component={Link} to={`/people/${id}/coaching`}>
            My profile
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/caseload">
          My coachees
        </Menu.Item>
        <Menu.Item component={Link} to="/preferences">
          E-mail
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}>
          {colorScheme === 'dark' ? 'Light' : 'Dark'} colors
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void session.signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
