import { Alert, Button, Text } from '@mantine/core';
import { mayPass, Refusal, type Schemas } from '../api/client';

/** What went wrong with a part of the page, and what to do next. */
export function Refused({ error, again }: { error: Error; again?: () => void }) {
  const problem = error instanceof Refusal ? error.problem : null;
  return (
    <Alert color="red" title={problem?.title ?? 'Something went wrong here'} role="alert">
      {wordsOf(problem).map((words) => (
        <Text key={words}>{words}</Text>
      ))}
      {problem?.instance && (
        <Text size="xs" c="dimmed" mt={4}>
          Request {problem.instance}
        </Text>
      )}
      {again && mayPass(error) && (
        <Button size="xs" variant="default" mt="sm" onClick={again}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** What to do next. Of fields that can't be taken, what each of them says: their names are the API's. */
function wordsOf(problem: Schemas['Problem'] | null): string[] {
  if (problem?.errors?.length) return ['Nothing was saved.', ...new Set(problem.errors.map(({ detail }) => detail))];
  return [problem?.detail ?? 'Try again; if it stays so, reload the page.'];
}
