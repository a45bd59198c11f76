// A link to the assignments that wait for the signed-in person's decision; nothing if there are none.

import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useToReview } from './reviews';

export function WaitingReviews() {
  const waiting = useToReview();
  const count = waiting.items?.length ?? 0;
  if (count === 0) return null;
  return (
    <Alert mb="md" role="status">
      <Anchor component={Link} to="/reviews/mine" fw={600} c="inherit" underline="always">
        {count === 1 ? 'One assignment waits' : `${count}${waiting.more ? ' or more' : ''} assignments wait`} for your decision
      </Anchor>
    </Alert>
  );
}
