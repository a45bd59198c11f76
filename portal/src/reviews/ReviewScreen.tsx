// One review: its progress and its reviewers', its items, closing it, and its package for auditors.

import { Alert, Anchor, Badge, Box, Button, Group, Menu, Progress, Table, Text, Title } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { Choice } from '../forms/fields';
import { useAct } from '../frame/act';
import { Confirm } from '../frame/Confirm';
import { PagedList } from '../frame/PagedList';
import { ScreenFallback } from '../frame/ScreenFallback';
import { ErrorAlert } from '../frame/ErrorAlert';
import { notify } from '../frame/notify';
import { Screen } from '../frame/Screen';
import { HorizontalScroll } from '../frame/HorizontalScroll';
import { day, inWords } from '../format';
import { DecideWindow } from './DecideWindow';
import { ItemFacts } from './ItemFacts';
import { ReassignWindow } from './ReassignWindow';
import {
  CHOICES,
  type Filters,
  isProcessing,
  type Item,
  OUTCOMES,
  STATES,
  summary,
  useClose,
  useItems,
  usePackage,
  useReview,
} from './reviews';

const FROM = { from: '/reviews/$reviewId' } as const;
type Review = Schemas['ReviewWithReviewers'];

export function ReviewScreen() {
  const { reviewId } = useParams(FROM);
  const review = useReview(reviewId);
  if (!review.data) return <ScreenFallback what="the review" queries={[review]} />;
  return <LoadedReview review={review.data} />;
}

function LoadedReview({ review }: { review: Review }) {
  const { id, name, state, stopped, items, keep, end, transfer, dealt_with } = review;
  const [isClosing, setClosing] = useState(false);
  const download = usePackage(id);
  const mayDecide = state === 'open' || state === 'held';
  const action = mayDecide ? (
    <Button onClick={() => setClosing(true)}>Close review</Button>
  ) : (
    state === 'closed' && (
      <Button variant="default" onClick={() => download.mutate()} loading={download.isPending}>
        Download for auditors
      </Button>
    )
  );
  const done = state === 'closing' ? dealt_with : keep + end + transfer;
  return (
    <Screen
      title={name}
      parents={[{ name: 'Reviews', to: '/reviews' }]}
      status={<Badge color={STATES[state].color}>{STATES[state].name}</Badge>}
      action={action}
    >
      <Text c="dimmed" mb="xs" role="status">
        {summary(review)}
      </Text>
      {items > 0 && state !== 'closed' && <Progress value={(100 * done) / items} aria-label="Progress of the review" mb="md" />}
      {download.error && <ErrorAlert error={download.error} />}
      {state === 'held' && stopped && (
        <Alert color="yellow" title="This review is held" mb="md">
          {stopped}
        </Alert>
      )}
      <Terms review={review} />
      {review.progress.length > 0 && <Reviewers review={review} />}
      {items > 0 && <Items review={review} mayDecide={mayDecide} />}
      {isClosing && <CloseDialog review={review} close={() => setClosing(false)} />}
    </Screen>
  );
}

/** What was chosen when the review was launched. */
function Terms({ review }: { review: Review }) {
  const { scope, due_on, on_silence, silence_limit, closes_by_itself, repeats, by, launched_on } = review;
  const silence =
    on_silence === 'keep' ? 'Undecided assignments are kept' : `Undecided assignments are ended, up to ${silence_limit} percent`;
  const terms = [
    `Launched ${day(launched_on)} by ${by.name}`,
    `${scope.sites.length > 0 ? scope.sites.join(', ') : 'All sites'}${scope.kind ? `, ${scope.kind} only` : ''}`,
    silence,
    closes_by_itself ? `closes automatically after ${day(due_on)}` : `an administrator closes it after ${day(due_on)}`,
    repeats !== 'never' && `repeated ${repeats}`,
  ];
  return (
    <Text size="sm" mb="lg" dir="auto">
      {terms.filter(Boolean).join(' · ')}
    </Text>
  );
}

function Reviewers({ review }: { review: Review }) {
  const navigate = useNavigate(FROM);
  const only = (reviewer: string) => void navigate({ search: (before) => ({ ...before, reviewer }), replace: true });
  return (
    <Box component="section" aria-label="Reviewers" mb="lg">
      <Title order={2} size="h4" mb="xs">
        Reviewers
      </Title>
      <HorizontalScroll label="Progress of each reviewer" minWidth={360}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Reviewer</Table.Th>
              <Table.Th ta="right">Assignments</Table.Th>
              <Table.Th ta="right">Undecided</Table.Th>
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
      </HorizontalScroll>
    </Box>
  );
}

function Items({ review, mayDecide }: { review: Review; mayDecide: boolean }) {
  const filters = useSearch(FROM);
  const navigate = useNavigate(FROM);
  const items = useItems(review, filters);
  const [dialog, setDialog] = useState<{ item: Item; choice: Schemas['Choice'] | 'reassign' } | null>(null);
  const set = (part: Filters) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const close = () => setDialog(null);
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
              open: 'Undecided',
              keep: 'To keep',
              end: 'To end',
              transfer: 'To transfer',
              not_done: 'Could not be done',
            }}
            onChange={(show) => set({ show: show || undefined })}
          />
        </Group>
      </Group>
      <PagedList pages={items} what="the assignments" empty="No assignment matches. Choose another filter above.">
        {(all) =>
          all.map((item) => <Line key={item.id} item={item} open={mayDecide ? (choice) => setDialog({ item, choice }) : undefined} />)
        }
      </PagedList>
      {dialog && dialog.choice !== 'reassign' && (
        <DecideWindow
          item={dialog.item}
          choice={dialog.choice}
          decided={(item) => notify(`Decided about ${item.coachee.name}.`)}
          close={close}
        />
      )}
      {dialog?.choice === 'reassign' && <ReassignWindow item={dialog.item} close={close} />}
    </Box>
  );
}

function Line({ item, open }: { item: Item; open?: (choice: Schemas['Choice'] | 'reassign') => void }) {
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
              : 'Has no reviewer, because everybody who could review it is its coach or coachee. An administrator decides.'}
        </Text>
        {outcome?.why && <Text size="sm">{outcome.why}</Text>}
      </Box>
      {outcome ? (
        <Badge color={outcome.done === 'not_done' ? 'yellow' : 'gray'}>{OUTCOMES[outcome.done]}</Badge>
      ) : (
        decision && <Badge variant="default">{inWords(decision.choice)}</Badge>
      )}
      {open && (
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
              <Menu.Item key={choice} onClick={() => open(choice)}>
                {CHOICES[choice]}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => open('reassign')}>Another reviewer</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Box>
  );
}

/** Asks for confirmation with the number of decisions, because closing carries them out. */
function CloseDialog({ review, close }: { review: Review; close: () => void }) {
  const closing = useClose(review.id);
  const { items, keep, end, transfer, on_silence, state } = review;
  const undecided = items - keep - end - transfer;
  const keepsUndecided = state === 'held' || on_silence === 'keep';
  const silence =
    undecided > 0 ? ` ${undecided} ${undecided === 1 ? 'is' : 'are'} undecided and will be ${keepsUndecided ? 'kept' : 'ended'}.` : '';
  const act = useAct({
    send: (keepUndecided: boolean) => closing.mutateAsync(keepUndecided),
    tell: (after) => isProcessing(after) && notify('The review is closing.'),
    done: close,
    failed: 'The review is not closed',
  });
  return (
    <Confirm
      question={`Close “${review.name}”?`}
      explanation={`${end} ${end === 1 ? 'assignment ends' : 'assignments end'}, ${transfer} ${transfer === 1 ? 'goes' : 'go'} to another coach, ${keep} ${keep === 1 ? 'stays' : 'stay'} as ${keep === 1 ? 'it is' : 'they are'}.${silence} The review can’t be opened again. An assignment that ended can be reopened.`}
      label="Close review"
      color={end + transfer > 0 ? 'red' : undefined}
      confirm={() => act.start(state === 'held')}
      isPending={act.isPending}
      error={act.error}
      close={close}
    />
  );
}
