import { Anchor, Badge, Box, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Listed } from '../frame/Listed';
import { Screen } from '../frame/Screen';
import { day } from '../words';
import { type Review, STATES, summary, useReviews } from './reviews';
import { Waiting } from './Waiting';

/** The review campaigns. */
export function Reviews() {
  const reviews = useReviews();
  const action = (
    <Button component={Link} to="/reviews/new">
      Launch a review
    </Button>
  );
  return (
    <Screen title="Reviews" action={action}>
      <Waiting />
      <Listed
        pages={reviews}
        what="the reviews"
        empty="No review was held yet. A review puts each coaching assignment before a reviewer, who keeps it, ends it or hands it to another coach. What was decided is done when the review closes. Choose Launch a review to begin."
      >
        {(items) => items.map((review) => <Line key={review.id} review={review} />)}
      </Listed>
    </Screen>
  );
}

function Line({ review }: { review: Review }) {
  const { id, name, state, launched_at, by, repeats } = review;
  return (
    <Box className="row">
      <Box className="name">
        <Anchor component={Link} to={`/reviews/${id}`} fw={500} dir="auto">
          {name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {summary(review)}
        </Text>
        <Text size="xs" c="dimmed">
          Launched {day(launched_at)} by {by.name}
          {repeats !== 'never' && ` · repeated ${repeats}`}
        </Text>
      </Box>
      <span />
      <Badge color={STATES[state].color}>{STATES[state].name}</Badge>
    </Box>
  );
}
