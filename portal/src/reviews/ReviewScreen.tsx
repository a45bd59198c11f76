import { Alert, Anchor, Badge, Box, Button, Group, Menu, Progress, Table, Text, Title } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { Choice } from '../forms/fields';
import { Confirm } from '../frame/Confirm';
import { Listed } from '../frame/Listed';
import { NotYet } from '../frame/NotYet';
import { Refused } from '../frame/Refused';
import { say } from '../frame/say';
import { Screen } from '../frame/Screen';
import { Wide } from '../frame/Wide';
import { day, inWords } from '../words';
import { DecideWindow } from './DecideWindow';
import { ItemFacts } from './ItemFacts';
import { ReassignWindow } from './ReassignWindow';
import { CHOICES, DONE, type Filters, isAtWork, type Item, STATES, summary, useClose, useItems, usePackage, useReview } from './reviews';

const FROM = { from: '/reviews/$reviewId' } as const;
type Whole = Schemas['ReviewWithReviewers'];

/** A review: how far it and its reviewers are, each assignment in it, closing it, and its package. */
export function ReviewScreen() {
  const { reviewId } = useParams(FROM);
  const review = useReview(reviewId);
  if (!review.data) return <NotYet what="the review" error={review.error} again={() => review.refetch()} />;
  return <ThatReview review={review.data} />;
}

function ThatReview({ review }: { review: Whole }) {
  const { id, name, state, stopped, items, keep, end, transfer, dealt_with } = review;
  const [isClosing, setClosing] = useState(false);
  const auditors = usePackage(id);
  const takesDecisions = state === 'open' || state === 'held';
  const action = takesDecisions ? (
    <Button onClick={() => setClosing(true)}>Close review</Button>
  ) : (
    state === 'closed' && (
      <Button variant="default" onClick={() => auditors.mutate()} loading={auditors.isPending}>
        Download for auditors
      </Button>
    )
  );
  const done = state === 'closing' ? dealt_with : keep + end + transfer;
  return (
    <Screen
      title={name}
      above={[{ name: 'Reviews', to: '/reviews' }]}
      beside={<Badge color={STATES[state].color}>{STATES[state].name}</Badge>}
      action={action}
    >
      <Text c="dimmed" mb="xs" role="status">
        {summary(review)}
      </Text>
      {items > 0 && state !== 'closed' && <Progress value={(100 * done) / items} aria-label="How far the review is" mb="md" />}
      {auditors.error && <Refused error={auditors.error} />}
      {state === 'held' && stopped && (
        <Alert color="yellow" title="This review is held" mb="md">
          {stopped}
        </Alert>
      )}
      <Terms review={review} />
      {review.progress.length > 0 && <Reviewers review={review} />}
      {items > 0 && <Items review={review} mayDecide={takesDecisions} />}
      {isClosing && <Closing review={review} close={() => setClosing(false)} />}
    </Screen>
  );
}

/** What was said of it when it was launched. */
function Terms({ review }: { review: Whole }) {
  const { scope, due_on, on_silence, silence_limit, closes_by_itself, repeats, by, launched_on } = review;
  const silence =
    on_silence === 'keep' ? 'What nobody decides is kept' : `What nobody decides is ended, up to ${silence_limit} of a hundred assignments`;
  const says = [
    `Launched ${day(launched_on)} by ${by.name}`,
    `${scope?.sites?.length ? scope.sites.join(', ') : 'All sites'}${scope?.kind ? `, ${scope.kind} only` : ''}`,
    silence,
    closes_by_itself ? `closes by itself after ${day(due_on)}` : `to be closed by an administrator after ${day(due_on)}`,
    repeats !== 'never' && `repeated ${repeats}`,
  ];
  return (
    <Text size="sm" mb="lg" dir="auto">
      {says.filter(Boolean).join(' · ')}
    </Text>
  );
}

function Reviewers({ review }: { review: Whole }) {
  const navigate = useNavigate(FROM);
  const only = (reviewer: string) => void navigate({ search: (before) => ({ ...before, reviewer }), replace: true });
  return (
    <Box component="section" aria-label="Reviewers" mb="lg">
      <Title order={2} size="h4" mb="xs">
        Reviewers
      </Title>
      <Wide what="How far each reviewer is" least={360}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Reviewer</Table.Th>
              <Table.Th ta="right">Assignments</Table.Th>
              <Table.Th ta="right">Not decided</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {review.progress.map(({ person, items, open }) => (
              <Table.Tr key={person.id}>
                <Table.Td>
                  <Anchor component="button" type="button" dir="auto" onClick={() => only(person.id)}>
                    {person.name}
                  </Anchor>
                </Table.Td>
                <Table.Td ta="right">{items}</Table.Td>
                <Table.Td ta="right">{open}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Box>
  );
}

function Items({ review, mayDecide }: { review: Whole; mayDecide: boolean }) {
  const filters = useSearch(FROM);
  const navigate = useNavigate(FROM);
  const items = useItems(review, filters);
  const [asks, setAsks] = useState<{ item: Item; for: Schemas['Choice'] | 'reassign' } | null>(null);
  const set = (part: Filters) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const close = () => setAsks(null);
  const reviewer = review.progress.find(({ person }) => person.id === filters.reviewer)?.person.name;
  return (
    <Box component="section" aria-label="Assignments">
      <Group justify="space-between" align="end" mb="xs">
        <Title order={2} size="h4">
          Assignments
        </Title>
        <Group align="end" gap="xs">
          {filters.reviewer && (
            <Button variant="default" size="sm" onClick={() => set({ reviewer: undefined })}>
              Only {reviewer ?? 'one reviewer'} ✕
            </Button>
          )}
          <Choice
            label="Show"
            value={filters.show ?? ''}
            choices={{
              '': 'All',
              open: 'Not decided',
              keep: 'To keep',
              end: 'To end',
              transfer: 'To transfer',
              not_done: 'Could not be done',
            }}
            onChange={(show) => set({ show: show || undefined })}
          />
        </Group>
      </Group>
      <Listed pages={items} what="the assignments" empty="None fits. Show more by the choice above.">
        {(all) =>
          all.map((item) => <Line key={item.id} item={item} ask={mayDecide ? (what) => setAsks({ item, for: what }) : undefined} />)
        }
      </Listed>
      {asks && asks.for !== 'reassign' && (
        <DecideWindow item={asks.item} choice={asks.for} decided={(item) => say(`Decided about ${item.coachee.name}.`)} close={close} />
      )}
      {asks?.for === 'reassign' && <ReassignWindow item={asks.item} close={close} />}
    </Box>
  );
}

function Line({ item, ask }: { item: Item; ask?: (what: Schemas['Choice'] | 'reassign') => void }) {
  const { decision, outcome, reviewer } = item;
  return (
    <Box className="row">
      <Box className="name">
        <ItemFacts item={item} />
        <Text size="xs" c="dimmed">
          {decision
            ? `${CHOICES[decision.choice]}${decision.to_coach ? ` to ${decision.to_coach.name}` : ''}, by ${decision.by.name}${decision.justification ? `: ${decision.justification}` : ''}`
            : reviewer
              ? `Waits for ${reviewer.name}`
              : 'Has no reviewer: everybody who might has a part in it. An administrator decides.'}
        </Text>
        {outcome?.why && <Text size="sm">{outcome.why}</Text>}
      </Box>
      {outcome ? (
        <Badge color={outcome.done === 'not_done' ? 'yellow' : 'gray'}>{DONE[outcome.done]}</Badge>
      ) : (
        decision && <Badge variant="default">{inWords(decision.choice)}</Badge>
      )}
      {ask && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={`More for ${item.coachee.name}, coached by ${item.coach.name}`}
            >
              ⋯
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(['keep', 'end', 'transfer'] as const).map((choice) => (
              <Menu.Item key={choice} onClick={() => ask(choice)}>
                {CHOICES[choice]}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => ask('reassign')}>Another reviewer</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Box>
  );
}

/** Closing does what was decided, so it is asked for once more, with what it comes to. */
function Closing({ review, close }: { review: Whole; close: () => void }) {
  const closing = useClose(review.id);
  const { items, keep, end, transfer, on_silence, state } = review;
  const undecided = items - keep - end - transfer;
  const mustKeep = state === 'held' || on_silence === 'keep';
  const silence =
    undecided > 0 ? ` ${undecided} ${undecided === 1 ? 'is' : 'are'} not decided and will be ${mustKeep ? 'kept' : 'ended'}.` : '';
  const confirm = () =>
    closing.mutate(state === 'held', {
      onSuccess: (after) => {
        if (isAtWork(after)) say('The review is closing.');
        close();
      },
    });
  return (
    <Confirm
      question={`Close “${review.name}”?`}
      says={`${end} ${end === 1 ? 'assignment ends' : 'assignments end'}, ${transfer} ${transfer === 1 ? 'goes' : 'go'} to another coach, ${keep} ${keep === 1 ? 'stays' : 'stay'} as ${keep === 1 ? 'it is' : 'they are'}.${silence} It can’t be opened again; an assignment that ended can be.`}
      label="Close review"
      color={end + transfer > 0 ? 'red' : undefined}
      confirm={confirm}
      isPending={closing.isPending}
      error={closing.error}
      close={close}
    />
  );
}
