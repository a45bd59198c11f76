// What surrounds every screen: the top bar with breadcrumbs, search, notifications and account, and the side navigation.

import { Anchor, Box, Group } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { useMe } from '../context';
import { useShortcuts } from './shortcuts';
import { BreadcrumbContext } from './Screen';
import { SideNavigation } from './SideNavigation';

// Loaded later, because the first screen doesn't need the code that positions menus and windows.
const Account = lazy(() => import('./Account'));
const ShortcutList = lazy(() => import('./ShortcutList'));

export function Shell({ tools }: { tools: ReactNode }) {
  const me = useMe();
  const [breadcrumbs, setBreadcrumbs] = useState<HTMLElement | null>(null);
  const [isHelping, setHelping] = useState(false);
  useShortcuts(useCallback(() => setHelping(true), []));
  return (
    <BreadcrumbContext value={breadcrumbs}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="bar">
        <Group className="frame" h={56} wrap="nowrap" gap="md">
          <Anchor component={Link} to="/" fw={600} c="inherit" className="home">
            Coachwork
          </Anchor>
          <Box ref={setBreadcrumbs} className="breadcrumbs" />
          {tools}
          <Suspense fallback={<Box w={36} h={36} />}>
            <Account name={me.data?.user.name ?? ''} organization={me.data?.organisation.name ?? ''} id={me.data?.user.id} />
          </Suspense>
        </Group>
      </header>
      <div className="frame with-navigation">
        <SideNavigation />
        <Box component="main" id="content" tabIndex={-1} py="lg">
          <Outlet />
        </Box>
      </div>
      <Suspense>{isHelping && <ShortcutList close={() => setHelping(false)} />}</Suspense>
    </BreadcrumbContext>
  );
}
