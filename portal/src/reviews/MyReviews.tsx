// The review items that wait for the signed-in person's decision. Everything works by keyboard. Decided items stay in
// place until the person leaves the screen.

import { Box, Button, Group, Kbd, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client';
import { keys } from '../api/keys';
import { useMe, may } from '../context';
import { isComposing } from '../frame/composing';
import { PagedList } from '../frame/PagedList';
import { ErrorAlert } from '../frame/ErrorAlert';
import { useAct } from '../frame/act';
import { Screen } from '../frame/Screen';
import { day } from '../format';
import { DecideWindow } from './DecideWindow';
import { ItemFacts } from './ItemFacts';
import { ReassignWindow } from './ReassignWindow';
import { CHOICES, type Item, type ToReview, useDecide, useToReview } from './reviews';

type Choice = Schemas['Choice'];
interface Dialog {
  item: Item;
  choice: Choice | 'reassign';
}
/** The row on which the person last acted. */
interface Last {
  key: string;
  isDecided: boolean;
}

const KEYS: Record<string, Choice | 'reassign'> = { k: 'keep', e: 'end', t: 'transfer', h: 'reassign' };

export function MyReviews() {
  const waiting = useToReview();
  const isAdministrator = may(useMe().data, 'manage_assignments');
  const keep = useDecide();
  const keeping = useAct({
    send: (item: Item, key) => keep.mutateAsync({ item, decision: { choice: 'keep', justification: null, to_coach_id: null }, key }),
    done: (item) => done(item),
    failed: 'Not kept',
    subjectOf: keyOf,
  });
  const queries = useQueryClient();
  // On the next visit, the list has only the open items.
  useEffect(() => () => void queries.invalidateQueries({ queryKey: keys.myReviews }), [queries]);
  const list = useRef<HTMLDivElement>(null);
  const [decided, setDecided] = useState<Record<string, Item>>({});
  const [dialog, setDialog] = useState<Dialog | null>(null);

  // After a decision is shown or its window is closed, the keyboard focus continues from that row.
  const last = useRef<Last | null>(null);
  useEffect(() => {
    if (dialog || !last.current) return;
    focusAfter(list.current, last.current);
    last.current = null;
  }, [dialog, decided]);

  const done = (item: Item) => {
    last.current = { key: keyOf(item), isDecided: true };
    setDecided((before) => ({ ...before, [keyOf(item)]: item }));
  };
  const choose = (item: Item, choice: Choice | 'reassign') => {
    last.current = { key: keyOf(item), isDecided: false };
    if (choice !== 'keep' || item.decision) setDialog({ item, choice });
    else keeping.start(item);
  };
  return (
    <Screen title="My reviews" parents={isAdministrator ? [{ name: 'Reviews', to: '/reviews' }] : []}>
      <Text mb="xs" c="dimmed">
        Decisions are carried out when the review closes. Until then you can change them.
      </Text>
      <Text mb="md" c="dimmed" className="key-hints">
        <Kbd>↓</Kbd> <Kbd>↑</Kbd> move, <Kbd>K</Kbd> keeps, <Kbd>E</Kbd> ends, <Kbd>T</Kbd> transfers, <Kbd>H</Kbd> hands over.
      </Text>
      {Object.entries(keeping.attempts).map(
        ([key, { input, error }]) =>
          error && (
            <Box key={key} mb="sm">
              <Text fw={600} className="name">
                Not decided: {input.coachee.name}, coached by {input.coach.name}
              </Text>
              <ErrorAlert error={error} retry={() => keeping.start(input)} />
            </Box>
          ),
      )}
      <PagedList
        pages={waiting}
        what="your reviews"
        empty="Nothing waits for your decision. When you are asked to review coaching assignments, you are notified and find them here."
      >
        {(items) => (
          <div ref={list}>
            {items.map((line, at) => (
              <Line
                key={keyOf(line.item)}
                line={{ ...line, item: decided[keyOf(line.item)] ?? line.item }}
                isBusy={keeping.attempts[keyOf(line.item)]?.error === null}
                isNewReview={line.review.id !== items[at - 1]?.review.id}
                choose={choose}
              />
            ))}
          </div>
        )}
      </PagedList>
      {dialog && dialog.choice !== 'reassign' && (
        <DecideWindow item={dialog.item} choice={dialog.choice} decided={done} close={() => setDialog(null)} />
      )}
      {dialog?.choice === 'reassign' && <ReassignWindow item={dialog.item} close={() => setDialog(null)} />}
    </Screen>
  );
}

interface LineProps {
  line: ToReview;
  /** Whether a decision is under way. */
  isBusy: boolean;
  isNewReview: boolean;
  choose: (item: Item, choice: Choice | 'reassign') => void;
}

function Line({ line: { review, item }, isBusy, isNewReview, choose }: LineProps) {
  const { decision } = item;
  const act = (choice: Choice | 'reassign') => {
    if (!isBusy) choose(item, choice);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const choice = KEYS[event.key.toLowerCase()];
    if (choice && !(choice === 'reassign' && decision)) {
      event.preventDefault();
      if (!event.repeat) act(choice);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
    }
  };
  return (
    <>
      {isNewReview && (
        <Text fw={600} mt="md" dir="auto">
          {review.name}, until {day(review.due_on)}
        </Text>
      )}
      <Box
        className="row to-review"
        data-item={keyOf(item)}
        role="group"
        tabIndex={0}
        data-open={(!decision && !isBusy) || undefined}
        aria-busy={isBusy}
        aria-label={`${item.coachee.name}, coached by ${item.coach.name}${decision ? `, decided: ${CHOICES[decision.choice]}` : ''}`}
        onKeyDown={onKeyDown}
      >
        <Box className="name">
          <ItemFacts item={item} />
          {decision && (
            <Text size="sm" fw={600} role="status">
              {CHOICES[decision.choice]}
              {decision.to_coach && ` to ${decision.to_coach.name}`}
              {decision.justification && `: ${decision.justification}`}
            </Text>
          )}
        </Box>
        <span />
        <Group gap="xs">
          {(['keep', 'end', 'transfer'] as const).map((choice) => (
            <Button
              key={choice}
              size="compact-sm"
              variant={decision?.choice === choice ? 'filled' : 'default'}
              onClick={() => act(choice)}
              aria-label={`${CHOICES[choice]}: ${item.coachee.name}, coached by ${item.coach.name}`}
            >
              {CHOICES[choice]}
            </Button>
          ))}
          {!decision && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              onClick={() => act('reassign')}
              aria-label={`Hand over: ${item.coachee.name}, coached by ${item.coach.name}`}
            >
              Hand over
            </Button>
          )}
        </Group>
      </Box>
    </>
  );
}

/** Identifies an item among those of all reviews. */
function keyOf(item: Item): string {
  return `${item.review_id}.${item.id}`;
}

function rowsIn(list: Element | null | undefined): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('.to-review') ?? [])];
}

function move(from: HTMLElement, by: number): void {
  const all = rowsIn(from.parentElement);
  all[all.indexOf(from) + by]?.focus();
}

/** Focuses the row if it wasn't decided. Otherwise focuses the next open row, or the first open one if there is no next. */
function focusAfter(list: HTMLElement | null, { key, isDecided }: Last): void {
  // The person may have gone on to another row meanwhile.
  const focused = document.activeElement?.closest<HTMLElement>('.to-review');
  if (focused && focused.dataset.item !== key) return;
  const all = rowsIn(list);
  const at = all.findIndex((row) => row.dataset.item === key);
  const next = isDecided || at < 0 ? all.slice(at + 1).find((row) => row.dataset.open) : all[at];
  (next ?? all.find((row) => row.dataset.open))?.focus();
}
