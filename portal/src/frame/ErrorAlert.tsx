// Shows an error in a part of the page, and what to do next.

import { Alert, Button, Text } from '@mantine/core';
import { isTransient, ApiError, type Schemas } from '../api/client';

export function ErrorAlert({ error, retry }: { error: Error; retry?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <Alert color="red" title={problem?.title ?? 'Something went wrong here'} role="alert">
      {textsOf(problem).map((text) => (
        <Text key={text}>{text}</Text>
      ))}
      {problem?.instance && (
        <Text size="xs" c="dimmed" mt={4}>
          Request {problem.instance}
        </Text>
      )}
      {retry && isTransient(error) && (
        <Button size="xs" variant="default" mt="sm" onClick={retry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** What to do next. Errors of fields are shown without the fields' names, which are the API's. */
function textsOf(problem: Schemas['Problem'] | null): string[] {
  if (problem?.errors?.length) return ['Nothing was saved.', ...new Set(problem.errors.map(({ detail }) => detail))];
  return [problem?.detail ?? 'Try again. If it fails again, reload the page.'];
}
