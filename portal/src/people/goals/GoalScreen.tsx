import { Badge, Box, Button, Stack } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { type Draft, useDraft } from '../../forms/draft';
import { NotSaved } from '../../forms/NotSaved';
import { SaveBar } from '../../forms/SaveBar';
import { Confirm } from '../../frame/Confirm';
import { Refused } from '../../frame/Refused';
import { say, sayRemoved } from '../../frame/say';
import { Screen } from '../../frame/Screen';
import { Waiting } from '../../frame/Waiting';
import { inWords } from '../../words';
import { useProfile } from '../useProfile';
import { Comments } from './Comments';
import { GoalForm } from './GoalForm';
import { draftOf, type Goal, type GoalDraft, NEW_GOAL, textsOf, useDeleteGoal, useGoal, useSaveGoal } from './goals';
import { COLOURS } from './GoalsTab';
import { Measures } from './Measures';

/** A goal that is there. */
export function GoalScreen() {
  const { userId, goalId } = useParams({ from: '/people/$userId/goals/$goalId' });
  const person = useProfile(userId);
  const goal = useGoal(userId, goalId);
  const error = goal.error ?? person.error;
  // What is shown stays when a right ends, for what was typed to be copied.
  if (!goal.data || !person.data) return error ? <Refused error={error} again={() => goal.refetch()} /> : <Waiting what="the goal" />;
  return <ThatGoal key={goal.data.id} person={person.data} goal={goal.data} />;
}

function ThatGoal({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`goal/${goal.id}`, draftOf(goal));
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Screen
      title={goal.title}
      above={above(person)}
      beside={
        <Badge color={COLOURS[goal.state]} variant="light">
          {inWords(goal.state)}
        </Badge>
      }
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
  if (!person.data) return person.error ? <Refused error={person.error} /> : <Waiting what="the person" />;
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
  const submit = (value: GoalDraft) =>
    save.mutate(
      { draft: value, key: draft.key },
      {
        onSuccess: (saved) => {
          draft.drop();
          say(goal ? 'Goal saved.' : 'Goal added.');
          if (!goal) void navigate({ to: '/people/$userId/goals/$goalId', params: { userId: person.id, goalId: saved.id }, replace: true });
        },
      },
    );
  const keepMine = () => {
    const value = { ...draft.value, version: goal?.version ?? 0 };
    draft.set({ version: value.version });
    submit(value);
  };
  const takeTheirs = () => {
    draft.drop();
    save.reset();
  };
  return (
    <Box
      component="form"
      maw={640}
      onSubmit={(event) => {
        event.preventDefault();
        submit(draft.value);
      }}
    >
      <Stack gap="md">
        <GoalForm draft={draft} error={save.error} />
        {save.error && (
          <NotSaved
            error={save.error}
            mine={textsOf(draft.value)}
            theirs={goal && textsOf(draftOf(goal))}
            keepMine={keepMine}
            takeTheirs={takeTheirs}
            again={() => submit(draft.value)}
          />
        )}
        <SaveBar label={goal ? 'Save goal' : 'Add goal'} isChanged={draft.isChanged} isSaving={save.isPending} drop={takeTheirs} />
      </Stack>
    </Box>
  );
}

function Deletion({ person, goal, close }: { person: Schemas['Profile']; goal: Goal; close: () => void }) {
  const remove = useDeleteGoal(person.id, goal.id);
  const bringBack = useSaveGoal(person.id, undefined);
  const navigate = useNavigate();
  const undo = () => bringBack.mutate({ draft: draftOf(goal), key: crypto.randomUUID() });
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
