// The layout of every screen: the title, which is the window's title too, the breadcrumbs, and one primary action.

import { Anchor, Group, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { createPortal } from 'react-dom';

/** A link in the breadcrumbs. */
export interface Crumb {
  name: string;
  to: string;
}

/** The element in the top bar that the screen renders its breadcrumbs into. */
export const BreadcrumbContext = createContext<HTMLElement | null>(null);

interface Props {
  title: string;
  /** The screens that lead to this one, for the breadcrumbs. */
  parents?: Crumb[];
  /** Badges or a short text after the title. */
  status?: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
  children: ReactNode;
}

export function Screen({ title, parents = [], status, action, children }: Props) {
  const bar = useContext(BreadcrumbContext);
  useEffect(() => {
    document.title = `${title} · Coachwork`;
  }, [title]);
  return (
    <>
      {bar && parents.length > 0 && createPortal(<Breadcrumbs title={title} parents={parents} />, bar)}
      <Group justify="space-between" align="start" gap="sm" mb="md">
        <Group gap="sm" align="baseline" style={{ minWidth: 0 }}>
          <Title order={1} size="h2" className="name">
            {title}
          </Title>
          {status}
        </Group>
        {action}
      </Group>
      {children}
    </>
  );
}

function Breadcrumbs({ title, parents }: { title: string; parents: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs">
      <ol>
        {parents.map((crumb) => (
          <li key={crumb.to}>
            <Anchor component={Link} to={crumb.to} size="sm" c="inherit">
              {crumb.name}
            </Anchor>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  );
}
