// The comments on a goal, and the form to add one.

import { Box, Button, Text, Textarea, Title } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { Form } from '../../forms/Form';
import { SaveError } from '../../forms/SaveError';
import { useAct } from '../../frame/act';
import { isComposing } from '../../frame/composing';
import { notify } from '../../frame/notify';
import { PagedList } from '../../frame/PagedList';
import { dayAndTime } from '../../format';
import { type Goal, useAddComment, useComments } from './goals';

export function Comments({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const comments = useComments(person.id, goal.id);
  return (
    <Box component="section" aria-label="Comments">
      <Title order={2} size="h4" mb="xs">
        Comments
      </Title>
      <PagedList pages={comments} what="the comments" empty="No comments yet.">
        {(items) =>
          items.map((comment) => (
            <Box key={comment.id} className="row">
              <Box>
                <Text size="xs" c="dimmed" className="name">
                  {comment.created_by.name} · {dayAndTime(comment.created_at)}
                </Text>
                <Text className="text" dir="auto">
                  {comment.text}
                </Text>
              </Box>
            </Box>
          ))
        }
      </PagedList>
      <NewComment person={person} goal={goal} />
    </Box>
  );
}

/** What was typed after a text that was sent. */
const after = (sent: string, typed: string) => (typed.startsWith(sent) ? typed.slice(sent.length).trimStart() : typed);

function NewComment({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`comment/${goal.id}`, { text: '' });
  const add = useAddComment(person.id, goal.id);
  const { text } = draft.value;
  const act = useAct({
    send: (sent: { text: string }) => add.mutateAsync({ ...sent, key: draft.key }),
    tell: (_, sent, isShown) => {
      draft.saved(sent, (typed) => ({ text: after(sent.text, typed.text) }));
      if (!isShown) notify('The comment is added.');
    },
    failed: 'The comment is not added, but kept in this tab',
  });
  const submit = () => {
    if (text.trim()) act.start({ text });
  };
  return (
    <Form submit={submit} mt="sm">
      <Textarea
        label="Comment"
        autosize
        minRows={2}
        maxLength={4000}
        dir="auto"
        value={text}
        onChange={(event) => draft.set({ text: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Enter' && !isComposing(event) && (event.ctrlKey || event.metaKey) && submit()}
      />
      {act.error && <SaveError error={act.error} mine={[['Comment', text]]} retry={submit} />}
      <Button type="submit" mt="xs" size="xs" variant="default" loading={act.isPending} disabled={!text.trim()}>
        Add comment
      </Button>
    </Form>
  );
}
