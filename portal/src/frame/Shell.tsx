import { Anchor, Box, Group } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useMe } from '../context';
import { Bell } from '../notices/Bell';
import { useKeys } from './keys';
import { WhereContext } from './Screen';
import { Search } from './Search';
import { SideNavigation } from './SideNavigation';

// Menus and windows bring their positioning along, which the first screen can do without.
const Account = lazy(() => import('./Account'));
const KeyList = lazy(() => import('./KeyList'));

/** What stands around every screen: where one is, search, who is signed in, and where one can go. */
export function Shell() {
  const me = useMe();
  const [where, setWhere] = useState<HTMLElement | null>(null);
  const [isHelping, setHelping] = useState(false);
  useKeys(useCallback(() => setHelping(true), []));
  return (
    <WhereContext value={where}>
      <a className="skip" href="#content">
        Go to the content
      </a>
      <header className="bar">
        <Group className="frame" h={56} wrap="nowrap" gap="md">
          <Anchor component={Link} to="/" fw={600} c="inherit" className="home">
            Coachwork
          </Anchor>
          <Box ref={setWhere} className="where" />
          <Search />
          <Bell />
          <Suspense fallback={<Box w={36} h={36} />}>
            <Account name={me.data?.user.name ?? ''} organisation={me.data?.organisation.name ?? ''} id={me.data?.user.id} />
          </Suspense>
        </Group>
      </header>
      <div className="frame beside">
        <SideNavigation />
        <Box component="main" id="content" tabIndex={-1} py="lg">
          <Outlet />
        </Box>
      </div>
      <Suspense>{isHelping && <KeyList close={() => setHelping(false)} />}</Suspense>
    </WhereContext>
  );
}
