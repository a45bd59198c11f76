import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';

/** The way to a person's progress, from the tabs that it is made of. */
export function ProgressLink({ person }: { person: Schemas['Profile'] }) {
  return (
    <Anchor component={Link} to={`/people/${person.id}/progress`} size="sm">
      Progress over time
    </Anchor>
  );
}
