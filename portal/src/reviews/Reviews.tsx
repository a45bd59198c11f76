// The list of review campaigns.

import { Anchor, Badge, Box, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PagedList } from '../frame/PagedList';
import { Screen } from '../frame/Screen';
import { day } from '../format';
import { type Review, STATES, summary, useReviews } from './reviews';
import { WaitingReviews } from './WaitingReviews';

export function Reviews() {
  const reviews = useReviews();
  const action = (
    <Button component={Link} to="/reviews/new">
      Launch a review
    </Button>
  );
  return (
    <Screen title="Reviews" action={action}>
      <WaitingReviews />
      <PagedList
        pages={reviews}
        what="the reviews"
        empty="No review has been launched yet. In a review, a reviewer decides for each coaching assignment: keep it, end it, or transfer it to another coach. The decisions are carried out when the review closes. Choose Launch a review to begin."
      >
        {(items) => items.map((review) => <Line key={review.id} review={review} />)}
      </PagedList>
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
