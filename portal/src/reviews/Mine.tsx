import { Box, Button, Group, Kbd, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client';
import { useMe, may } from '../context';
import { Listed } from '../frame/Listed';
import { Refused } from '../frame/Refused';
import { Screen } from '../frame/Screen';
import { day } from '../words';
import { DecideWindow } from './DecideWindow';
import { ItemFacts } from './ItemFacts';
import { ReassignWindow } from './ReassignWindow';
import { CHOICES, type Item, type ToReview, useDecide, useToReview } from './reviews';

type Choice = Schemas['Choice'];
interface Asks {
  item: Item;
  choice: Choice | 'reassign';
}
interface Last {
  name: string;
  isDecided: boolean;
}

const KEYS: Record<string, Choice | 'reassign'> = { k: 'keep', e: 'end', t: 'transfer', h: 'reassign' };

/** What waits for one's own decision; all of it can be done by keys. What was decided stays in its place until one leaves. */
export function Mine() {
  const waiting = useToReview();
  const isAdministrator = may(useMe().data, 'manage_assignments');
  const keep = useDecide();
  const queries = useQueryClient();
  // Whoever comes back finds what is still open.
  useEffect(() => () => void queries.invalidateQueries({ queryKey: ['reviews', 'mine'] }), [queries]);
  const list = useRef<HTMLDivElement>(null);
  const [decided, setDecided] = useState<Record<string, Item>>({});
  const [asks, setAsks] = useState<Asks | null>(null);

  // When what was last chosen for is drawn as decided, or its window is gone, the keys go on from there.
  const last = useRef<Last | null>(null);
  useEffect(() => {
    if (asks || !last.current) return;
    focusAfter(list.current, last.current);
    last.current = null;
  }, [asks, decided]);

  const done = (item: Item) => {
    last.current = { name: nameOf(item), isDecided: true };
    setDecided((before) => ({ ...before, [nameOf(item)]: item }));
  };
  const choose = (item: Item, choice: Choice | 'reassign') => {
    last.current = { name: nameOf(item), isDecided: false };
    if (choice !== 'keep' || item.decision) return setAsks({ item, choice });
    keep.mutate({ item, decision: { choice, justification: null, to_coach_id: null }, key: crypto.randomUUID() }, { onSuccess: done });
  };
  return (
    <Screen title="My reviews" above={isAdministrator ? [{ name: 'Reviews', to: '/reviews' }] : []}>
      <Text mb="xs" c="dimmed">
        Nothing is done before the review closes; until then you can decide otherwise.
      </Text>
      <Text mb="md" c="dimmed" className="key-hints">
        <Kbd>↓</Kbd> <Kbd>↑</Kbd> move, <Kbd>K</Kbd> keeps, <Kbd>E</Kbd> ends, <Kbd>T</Kbd> transfers, <Kbd>H</Kbd> hands over.
      </Text>
      {keep.error && <Refused error={keep.error} />}
      <Listed
        pages={waiting}
        what="what waits for your decision"
        empty="Nothing waits for your decision. When you are to review coaching assignments, you are told and find them here."
      >
        {(items) => (
          <div ref={list}>
            {items.map((line, at) => (
              <Line
                key={nameOf(line.item)}
                line={{ ...line, item: decided[nameOf(line.item)] ?? line.item }}
                isNewReview={line.review.id !== items[at - 1]?.review.id}
                choose={choose}
              />
            ))}
          </div>
        )}
      </Listed>
      {asks && asks.choice !== 'reassign' && (
        <DecideWindow item={asks.item} choice={asks.choice} decided={done} close={() => setAsks(null)} />
      )}
      {asks?.choice === 'reassign' && <ReassignWindow item={asks.item} close={() => setAsks(null)} />}
    </Screen>
  );
}

interface LineProps {
  line: ToReview;
  isNewReview: boolean;
  choose: (item: Item, choice: Choice | 'reassign') => void;
}

function Line({ line: { review, item }, isNewReview, choose }: LineProps) {
  const { decision } = item;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const choice = KEYS[event.key.toLowerCase()];
    if (choice && !(choice === 'reassign' && decision)) {
      event.preventDefault();
      choose(item, choice);
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
        data-item={nameOf(item)}
        role="group"
        tabIndex={0}
        data-open={!decision || undefined}
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
              onClick={() => choose(item, choice)}
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
              onClick={() => choose(item, 'reassign')}
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

function nameOf(item: Item): string {
  return `${item.review_id}.${item.id}`;
}

function rows(within: Element | null | undefined): HTMLElement[] {
  return [...(within?.querySelectorAll<HTMLElement>('.to-review') ?? [])];
}

function move(from: HTMLElement, by: number): void {
  const all = rows(from.parentElement);
  all[all.indexOf(from) + by]?.focus();
}

/** The first open row behind one that was decided, or else the first of all; and the row itself if it wasn't. */
function focusAfter(list: HTMLElement | null, { name, isDecided }: Last): void {
  const all = rows(list);
  const at = all.findIndex((row) => row.dataset.item === name);
  const next = isDecided || at < 0 ? all.slice(at + 1).find((row) => row.dataset.open) : all[at];
  (next ?? all.find((row) => row.dataset.open))?.focus();
}
