// The activity that concerns one person: who did what, when and from where.

import { useParams } from '@tanstack/react-router';
import { keys } from '../api/keys';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { PagedList } from '../frame/PagedList';
import { ScreenFallback } from '../frame/ScreenFallback';
import { Screen } from '../frame/Screen';
import { useProfile } from '../people/useProfile';
import { Days } from './Days';

export function ActivityOfPerson() {
  const { userId } = useParams({ from: '/people/$userId/activity' });
  const api = useApi();
  const person = useProfile(userId);
  const lines = usePages(keys.activityOf(userId), (cursor, signal) =>
    api.GET('/users/{user_id}/activity', { params: { path: { user_id: userId }, query: { limit: 50, cursor } }, signal }),
  );
  if (!person.data) return <ScreenFallback what="the activity" queries={[person]} />;
  const { name } = person.data;
  return (
    <Screen title={`Activity of ${name}`} parents={[{ name, to: `/people/${userId}` }]}>
      <PagedList pages={lines} what="the activity" empty="No activity yet.">
        {(items) => <Days lines={items} of={userId} />}
      </PagedList>
    </Screen>
  );
}
