import { Anchor, Kbd, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMe } from '../context';
import { Screen } from './Screen';

/** Where one starts: what this person most likely came for. */
export function Home() {
  const me = useMe();
  const user = me.data?.user;
  return (
    <Screen title={user ? `Good to see you, ${user.preferred_name ?? user.given_name}` : 'Coachwork'}>
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
    </Screen>
  );
}
