import { Anchor, Group, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { createPortal } from 'react-dom';

/** A screen above this one, by name and address. */
export interface Crumb {
  name: string;
  to: string;
}

/** Where in the top bar the screens say where one is. */
export const WhereContext = createContext<HTMLElement | null>(null);

interface Props {
  title: string;
  /** The screens above, outermost first. */
  above?: Crumb[];
  /** What stands beside the title: badges, say. */
  beside?: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
  children: ReactNode;
}

/** What every screen has: its title, in the window's title too, the way to it, and one primary action. */
export function Screen({ title, above = [], beside, action, children }: Props) {
  const where = useContext(WhereContext);
  useEffect(() => {
    document.title = `${title} · Coachwork`;
  }, [title]);
  return (
    <>
      {where && above.length > 0 && createPortal(<Where title={title} above={above} />, where)}
      <Group justify="space-between" align="start" gap="sm" mb="md">
        <Group gap="sm" align="baseline" style={{ minWidth: 0 }}>
          <Title order={1} size="h2" className="name">
            {title}
          </Title>
          {beside}
        </Group>
        {action}
      </Group>
      {children}
    </>
  );
}

function Where({ title, above }: { title: string; above: Crumb[] }) {
  return (
    <nav aria-label="Where you are">
      <ol>
        {above.map((crumb) => (
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
