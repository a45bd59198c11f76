import './library';
import './style.css';

import { createTheme, type CSSVariablesResolver, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, startTransition, StrictMode, Suspense, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { connect, mayPass } from './api/client';
import { type Config, readConfig, Session } from './auth';
import { ApiContext, SessionContext } from './context';
import { SignIn } from './frame/SignIn';
import { router } from './routes';

const SignInAgain = lazy(() => import('./frame/SignInAgain'));
const Toasts = lazy(() => import('./frame/Toasts'));

const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  autoContrast: true,
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", sans-serif',
  defaultRadius: 'sm',
  components: {
    // By name and not by `extend`, so that windows are not loaded before one is opened.
    Text: { defaultProps: { size: 'sm' } },
    Badge: { defaultProps: { variant: 'light' }, styles: { root: { flexShrink: 0 }, label: { textTransform: 'none' } } },
    // The library's header within a window would be a second banner to a screen reader.
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, attributes: { header: { role: 'none' } } } },
    // Within its landmark, and with nothing in it but its items.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

/** Secondary text and links with a contrast of at least 4.5 in both schemes. */
const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-3)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
  },
});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; only what may pass by itself is tried again.
      retry: (count, error) => count < 2 && mayPass(error),
    },
  },
});

function Portal({ config, session }: { config: Config; session: Session | null }) {
  if (!session) return <SignIn config={config} />;
  return (
    <SessionContext value={session}>
      <ApiContext value={connect(config.api, session)}>
        <RouterProvider router={router} />
        <WhenEnded session={session} />
      </ApiContext>
    </SessionContext>
  );
}

/** A sign-in that ends leaves the screen as it is, with what was typed, behind a window that asks for another. */
function WhenEnded({ session }: { session: Session }) {
  const isSignedIn = useSyncExternalStore(session.subscribe, session.isSignedIn);
  return <Suspense>{!isSignedIn && <SignInAgain session={session} />}</Suspense>;
}

async function begin(): Promise<void> {
  // The screen's own part comes while the sign-in is renewed.
  for (const { routeId } of router.matchRoutes(window.location.pathname))
    void router.loadRouteChunk(router.routesById[routeId as keyof typeof router.routesById]);
  const config = await readConfig();
  const organisation = Session.last(config);
  const session = organisation ? Session.of(organisation) : null;
  let isIn = false;
  if (session && window.location.pathname === '/signed-in') {
    const path = await session.finishSignIn().catch(() => '/');
    window.history.replaceState(null, '', path);
    isIn = session.isSignedIn();
  } else if (session) {
    isIn = await session.resume();
  }
  const root = createRoot(document.getElementById('root') as HTMLElement);
  // In small steps, between which the browser can do something else.
  startTransition(() =>
    root.render(
      <StrictMode>
        <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={colours}>
          <Suspense>
            <Toasts />
          </Suspense>
          <QueryClientProvider client={queries}>
            <Portal config={config} session={isIn ? session : null} />
          </QueryClientProvider>
        </MantineProvider>
      </StrictMode>,
    ),
  );
}

const ANEW = 'coachwork.started-anew';

// A page that is open while a new build is published may miss a part of its own: it starts anew, but not
// again and again.
window.addEventListener('vite:preloadError', () => {
  if (Date.now() - Number(window.sessionStorage.getItem(ANEW)) < 60_000) return;
  window.sessionStorage.setItem(ANEW, String(Date.now()));
  window.location.reload();
});

begin().catch((error: unknown) => {
  const root = document.getElementById('root');
  if (root) root.textContent = `Coachwork did not start: ${error instanceof Error ? error.message : 'no reason known'} Reload the page.`;
});
