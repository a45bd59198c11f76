import { Anchor, Kbd, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMe } from '../context';

/** Where one starts: what this person most likely came for. */
export function Home() {
  const me = useMe();
  const user = me.data?.user;
  return (
    <Stack gap="sm">
      <Title order={1} size="h2" className="name">
        {user ? `Good to see you, ${user.preferred_name ?? user.given_name}` : 'Coachwork'}
      </Title>
      <Text>
        Find a person by name or e-mail: press <Kbd>/</Kbd> and type.
      </Text>
      {user && (
        <Text>
          <Anchor component={Link} to={`/people/${user.id}/coaching`}>
            See who coaches you
          </Anchor>
          {user.coach_status === 'granted' && (
            <>
              {' '}
              or{' '}
              <Anchor component={Link} to="/caseload">
                go to your coachees
              </Anchor>
            </>
          )}
          .
        </Text>
      )}
    </Stack>
  );
}
