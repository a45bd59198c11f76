// The sign-in screen, on which people choose their organization.

import { Button, Stack, Text, Title } from '@mantine/core';
import { type Config, Session } from '../auth';

export function SignIn({ config }: { config: Config }) {
  const path = window.location.pathname === '/signed-in' ? '/' : window.location.pathname + window.location.search;
  return (
    <main className="frame">
      <Stack maw={360} mx="auto" mt={96} gap="md">
        <Title order={1} size="h2">
          Coachwork
        </Title>
        <Text>Sign in with your organization’s account.</Text>
        {config.organisations.map((organization) => (
          <Button key={organization.issuer} size="md" onClick={() => void Session.of(organization).signIn(path)}>
            {organization.name}
          </Button>
        ))}
      </Stack>
    </main>
  );
}
