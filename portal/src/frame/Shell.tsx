import { Anchor, Box, Group } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useMe } from '../context';
import { Search } from './Search';

// Menus bring their positioning along, which the first screen can do without.
const Account = lazy(() => import('./Account'));

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
            <Suspense fallback={<Box w={36} h={36} />}>
              <Account name={user?.name ?? ''} organisation={me.data?.organisation.name ?? ''} id={user?.id} />
            </Suspense>
          </Group>
        </Group>
      </header>
      <Box component="main" id="content" className="frame" py="lg">
        <Outlet />
      </Box>
    </>
  );
}
