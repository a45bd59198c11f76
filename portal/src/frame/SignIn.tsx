import { Button, Stack, Text, Title } from '@mantine/core';
import { type Config, Session } from '../auth';

/** Which organisation to sign in to: the only question there is. */
export function SignIn({ config }: { config: Config }) {
  const path = window.location.pathname === '/signed-in' ? '/' : window.location.pathname + window.location.search;
  return (
    <main className="frame">
      <Stack maw={360} mx="auto" mt={96} gap="md">
        <Title order={1} size="h2">
          Coachwork
        </Title>
        <Text>Sign in with your organisation’s account.</Text>
        {config.organisations.map((organisation) => (
          <Button key={organisation.issuer} size="md" onClick={() => Session.of(organisation).signIn(path)}>
            {organisation.name}
          </Button>
        ))}
      </Stack>
    </main>
  );
}
