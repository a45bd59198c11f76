import { Box, Button, Text, Textarea, Title } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { NotSaved } from '../../forms/NotSaved';
import { Listed } from '../../frame/Listed';
import { dayAndTime } from '../../words';
import { type Goal, useAddComment, useComments } from './goals';

/** What coach and coachee say about the goal. */
export function Comments({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const comments = useComments(person.id, goal.id);
  return (
    <Box component="section" aria-label="Comments">
      <Title order={2} size="h4" mb="xs">
        Comments
      </Title>
      <Listed pages={comments} what="the comments" empty="Nobody has said anything yet.">
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
      </Listed>
      <NewComment person={person} goal={goal} />
    </Box>
  );
}

function NewComment({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`comment/${goal.id}`, { text: '' });
  const add = useAddComment(person.id, goal.id);
  const { text } = draft.value;
  const submit = () => add.mutate({ text, key: draft.key }, { onSuccess: draft.drop });
  return (
    <Box
      component="form"
      mt="sm"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        label="Comment"
        autosize
        minRows={2}
        maxLength={4000}
        dir="auto"
        value={text}
        onChange={(event) => draft.set({ text: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() && submit()}
      />
      {add.error && <NotSaved error={add.error} mine={[['Comment', text]]} again={submit} />}
      <Button type="submit" mt="xs" size="xs" variant="default" loading={add.isPending} disabled={!text.trim()}>
        Add comment
      </Button>
    </Box>
  );
}
