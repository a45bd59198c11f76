import { useParams } from '@tanstack/react-router';
import { body } from '../api/client';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { Listed } from '../frame/Listed';
import { NotYet } from '../frame/NotYet';
import { Screen } from '../frame/Screen';
import { useProfile } from '../people/useProfile';
import { Days } from './Days';

/** What was done to a person: who, what, when, from where. */
export function ActivityOfPerson() {
  const { userId } = useParams({ from: '/people/$userId/activity' });
  const api = useApi();
  const person = useProfile(userId);
  const lines = usePages(['people', userId, 'activity'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/activity', { params: { path: { user_id: userId }, query: { limit: 50, cursor } }, signal })),
  );
  if (!person.data) return <NotYet what="the activity" error={person.error} again={() => person.refetch()} />;
  const { name } = person.data;
  return (
    <Screen title={`Activity of ${name}`} above={[{ name, to: `/people/${userId}` }]}>
      <Listed pages={lines} what="the activity" empty="Nothing has been done yet.">
        {(items) => <Days lines={items} of={userId} />}
      </Listed>
    </Screen>
  );
}
