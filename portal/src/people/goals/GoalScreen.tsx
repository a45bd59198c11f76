// One goal, and the form of a new one.

import { Badge, Button, Stack } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { type Draft, useDraft } from '../../forms/draft';
import { RecordForm } from '../../forms/RecordForm';
import { notify, notifyFailure, notifyRemoved } from '../../frame/notify';
import { Screen } from '../../frame/Screen';
import { inWords } from '../../format';
import { DeleteDialog } from '../DeleteDialog';
import { useProfile } from '../useProfile';
import { Comments } from './Comments';
import { GoalForm } from './GoalForm';
import { draftOf, type Goal, type GoalDraft, NEW_GOAL, textsOf, useDeleteGoal, useGoal, useSaveGoal } from './goals';
import { COLORS } from './GoalsTab';
import { Measures } from './Measures';
import { ScreenFallback } from '../../frame/ScreenFallback';

export function GoalScreen() {
  const { userId, goalId } = useParams({ from: '/people/$userId/goals/$goalId' });
  const person = useProfile(userId);
  const goal = useGoal(userId, goalId);
  // Once shown, the screen stays when access ends, so that what was typed can be copied.
  if (!goal.data || !person.data) return <ScreenFallback what="the goal" queries={[goal, person]} />;
  return <LoadedGoal key={goal.data.id} person={person.data} goal={goal.data} />;
}

function LoadedGoal({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`goal/${goal.id}`, draftOf(goal));
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Screen
      title={goal.title}
      parents={parents(person)}
      status={<Badge color={COLORS[goal.state]}>{inWords(goal.state)}</Badge>}
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
      {isDeleting && <DeleteGoalDialog person={person} goal={goal} close={() => setDeleting(false)} />}
    </Screen>
  );
}

/** The form of a new goal. */
export function NewGoal() {
  const { userId } = useParams({ from: '/people/$userId/goals/new' });
  const person = useProfile(userId);
  const draft = useDraft(`goal/new/${userId}`, NEW_GOAL);
  if (!person.data) return <ScreenFallback what="the person" queries={[person]} />;
  return (
    <Screen title={`New goal for ${person.data.name}`} parents={parents(person.data)}>
      <Editor person={person.data} draft={draft} />
    </Screen>
  );
}

const parents = (person: Schemas['Profile']) => [{ name: person.name, to: `/people/${person.id}/goals` }];

function Editor({ person, goal, draft }: { person: Schemas['Profile']; goal?: Goal; draft: Draft<GoalDraft> }) {
  const save = useSaveGoal(person.id, goal?.id);
  const navigate = useNavigate();
  const done = (saved: Goal) => {
    notify(goal ? 'Goal saved.' : 'Goal added.');
    if (!goal) void navigate({ to: '/people/$userId/goals/$goalId', params: { userId: person.id, goalId: saved.id }, replace: true });
  };
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={goal && draftOf(goal)}
      draftOf={({ id }) => `goal/${id}`}
      texts={textsOf}
      label={goal ? 'Save goal' : 'Add goal'}
      done={done}
    >
      <GoalForm draft={draft} error={save.error} />
    </RecordForm>
  );
}

function DeleteGoalDialog({ person, goal, close }: { person: Schemas['Profile']; goal: Goal; close: () => void }) {
  const remove = useDeleteGoal(person.id, goal.id);
  const restore = useSaveGoal(person.id, undefined);
  const undo = () =>
    restore.mutate({ draft: draftOf(goal), key: crypto.randomUUID() }, { onError: (error) => notifyFailure('Not undone', error) });
  return (
    <DeleteDialog
      person={person}
      tab="goals"
      remove={remove}
      question={`Delete “${goal.title}”?`}
      explanation={`The goal’s action steps, measures and comments are deleted with it. Undo restores the goal and its steps. To keep it in ${person.name}’s record, set its state to Dropped instead.`}
      label="Delete goal"
      deleted={() => notifyRemoved(`“${goal.title}” is deleted.`, undo)}
      close={close}
    />
  );
}
