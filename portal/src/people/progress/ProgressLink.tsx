// The link to a person's progress, for the tabs of the records that it is made from.

import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';

export function ProgressLink({ person }: { person: Schemas['Profile'] }) {
  return (
    <Anchor component={Link} to={`/people/${person.id}/progress`} size="sm">
      Progress over time
    </Anchor>
  );
}
