import { Badge, Button, Stack } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { type Draft, useDraft } from '../../forms/draft';
import { RecordForm } from '../../forms/RecordForm';
import { Confirm } from '../../frame/Confirm';
import { say, sayNot, sayRemoved } from '../../frame/say';
import { Screen } from '../../frame/Screen';
import { inWords } from '../../words';
import { useProfile } from '../useProfile';
import { Comments } from './Comments';
import { GoalForm } from './GoalForm';
import { draftOf, type Goal, type GoalDraft, NEW_GOAL, textsOf, useDeleteGoal, useGoal, useSaveGoal } from './goals';
import { COLOURS } from './GoalsTab';
import { Measures } from './Measures';
import { NotYet } from '../../frame/NotYet';

/** A goal that is there. */
export function GoalScreen() {
  const { userId, goalId } = useParams({ from: '/people/$userId/goals/$goalId' });
  const person = useProfile(userId);
  const goal = useGoal(userId, goalId);
  const error = goal.error ?? person.error;
  // What is shown stays when a right ends, for what was typed to be copied.
  if (!goal.data || !person.data) return <NotYet what="the goal" error={error} again={() => goal.refetch()} />;
  return <ThatGoal key={goal.data.id} person={person.data} goal={goal.data} />;
}

function ThatGoal({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`goal/${goal.id}`, draftOf(goal));
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Screen
      title={goal.title}
      above={above(person)}
      beside={<Badge color={COLOURS[goal.state]}>{inWords(goal.state)}</Badge>}
      action={
        <Button variant="default" onClick={() => setDeleting(true)}>
          Delete goal
        </Button>
      }
    >
      <div className="main-and-side">
        <Editor person={person} goal={goal} draft={draft} />
        <Stack gap="xl">
          <Measures person={person} goal={goal} />
          <Comments person={person} goal={goal} />
        </Stack>
      </div>
      {isDeleting && <Deletion person={person} goal={goal} close={() => setDeleting(false)} />}
    </Screen>
  );
}

/** A goal to be. */
export function NewGoal() {
  const { userId } = useParams({ from: '/people/$userId/goals/new' });
  const person = useProfile(userId);
  const draft = useDraft(`goal/new/${userId}`, NEW_GOAL);
  if (!person.data) return <NotYet what="the person" error={person.error} again={() => person.refetch()} />;
  return (
    <Screen title={`New goal for ${person.data.name}`} above={above(person.data)}>
      <Editor person={person.data} draft={draft} />
    </Screen>
  );
}

const above = (person: Schemas['Profile']) => [{ name: person.name, to: `/people/${person.id}/goals` }];

function Editor({ person, goal, draft }: { person: Schemas['Profile']; goal?: Goal; draft: Draft<GoalDraft> }) {
  const save = useSaveGoal(person.id, goal?.id);
  const navigate = useNavigate();
  const done = (saved: Goal) => {
    say(goal ? 'Goal saved.' : 'Goal added.');
    if (!goal) void navigate({ to: '/people/$userId/goals/$goalId', params: { userId: person.id, goalId: saved.id }, replace: true });
  };
  return (
    <RecordForm draft={draft} save={save} saved={goal && draftOf(goal)} texts={textsOf} label={goal ? 'Save goal' : 'Add goal'} done={done}>
      <GoalForm draft={draft} error={save.error} />
    </RecordForm>
  );
}

function Deletion({ person, goal, close }: { person: Schemas['Profile']; goal: Goal; close: () => void }) {
  const remove = useDeleteGoal(person.id, goal.id);
  const bringBack = useSaveGoal(person.id, undefined);
  const navigate = useNavigate();
  const undo = () =>
    bringBack.mutate({ draft: draftOf(goal), key: crypto.randomUUID() }, { onError: (error) => sayNot('Not undone', error) });
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        void navigate({ to: '/people/$userId/$tab', params: { userId: person.id, tab: 'goals' } });
        sayRemoved(`“${goal.title}” is deleted.`, undo);
      },
    });
  return (
    <Confirm
      question={`Delete “${goal.title}”?`}
      says={`The goal goes with its action steps, measures and comments. Undo brings back the goal and its steps. To keep it in ${person.name}’s record, set it to dropped.`}
      label="Delete goal"
      confirm={confirm}
      error={remove.error}
      isPending={remove.isPending}
      close={close}
    />
  );
}
