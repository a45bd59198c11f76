// Which notifications are e-mailed, and how often. Each choice is saved at once.

import { Box, SegmentedControl, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { putInCache } from '../api/cache';
import { keys } from '../api/keys';
import { useApi, useMe } from '../context';
import { NOTIFICATIONS } from '../frame/places';
import { ScreenFallback } from '../frame/ScreenFallback';
import { ErrorAlert } from '../frame/ErrorAlert';
import { Screen } from '../frame/Screen';

type All = Schemas['Preferences'];
type Topic = keyof All;

/** The topics in the order of the screen. `isFor` is whether this person can ever be notified of it. */
const TOPICS: { name: Topic; title: string; description: string; isFor?: (me: Schemas['Me']) => boolean }[] = [
  { name: 'assignments', title: 'Assignments', description: 'Somebody is assigned to you or removed.' },
  { name: 'coach_status', title: 'Coaching access', description: 'Coaching access is granted to you or withdrawn.' },
  {
    name: 'conferences',
    title: 'Conferences',
    description: 'A conference is scheduled, moved or canceled. The e-mail has an invitation for your calendar.',
  },
  { name: 'observations', title: 'Observations', description: 'An observation is shared with you, or yours is acknowledged.' },
  { name: 'check_backs', title: 'Check-backs', description: 'A check-back on a goal is due today.' },
  { name: 'reviews', title: 'Reviews', description: 'Assignments wait for your decision.' },
  { name: 'audits', title: 'Audits', description: 'An audit is done.', isFor: (me) => me.may.includes('manage_assignments') },
];

function usePreferences() {
  const api = useApi();
  const queries = useQueryClient();
  const preferences = useQuery({
    queryKey: keys.preferences,
    queryFn: async ({ signal }) => body(await api.GET('/me/preferences', { signal })),
  });
  const put = (all: All | undefined) => putInCache<All>(queries, keys.preferences, () => all);
  const save = useMutation({
    mutationFn: async (all: All) => body(await api.PUT('/me/preferences', { body: all })),
    // The choice is shown before it is saved, and reverted if saving fails.
    onMutate: async (all) => {
      const before = queries.getQueryData<All>(keys.preferences);
      await put(all);
      return before;
    },
    onError: (_, __, before) => put(before),
    onSuccess: put,
  });
  return { preferences, save };
}

export function Preferences() {
  const me = useMe().data;
  const { preferences, save } = usePreferences();
  if (!preferences.data || !me) return <ScreenFallback what="your preferences" queries={[preferences]} />;
  const all = preferences.data;
  return (
    <Screen title="E-mail" parents={[NOTIFICATIONS]}>
      <Text mb="md">
        All notifications are listed in Coachwork. Choose which are also e-mailed to {me.user.email}. The daily e-mail comes in the morning.
      </Text>
      {save.error && <ErrorAlert error={save.error} retry={() => save.mutate(save.variables)} />}
      {TOPICS.filter(({ isFor }) => isFor?.(me) ?? true).map(({ name, title, description }) => (
        <Box key={name} className="row preference">
          <Box className="name">
            <Text fw={500}>{title}</Text>
            <Text size="xs" c="dimmed">
              {description}
            </Text>
          </Box>
          <span />
          <SegmentedControl
            size="xs"
            aria-label={`${title}: how often`}
            value={all[name]}
            onChange={(delivery) => save.mutate({ ...all, [name]: delivery })}
            data={[
              { value: 'at_once', label: 'At once' },
              { value: 'daily', label: 'Daily' },
              { value: 'never', label: 'Never' },
            ]}
          />
        </Box>
      ))}
      <Text size="xs" c="dimmed" mt="sm" role="status">
        {save.isPending ? 'Saving …' : save.isSuccess ? 'Saved.' : ''}
      </Text>
    </Screen>
  );
}
