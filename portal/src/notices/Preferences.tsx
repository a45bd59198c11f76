import { Box, SegmentedControl, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { useApi, useMe } from '../context';
import { NOTIFICATIONS } from '../frame/places';
import { NotYet } from '../frame/NotYet';
import { Refused } from '../frame/Refused';
import { Screen } from '../frame/Screen';

type All = Schemas['Preferences'];
type Topic = keyof All;

/** What one can be mailed of, in the order of the screen; and who is ever told of it. */
const TOPICS: { name: Topic; title: string; says: string; isFor?: (me: Schemas['Me']) => boolean }[] = [
  { name: 'assignments', title: 'Assignments', says: 'Somebody is assigned to you or removed.' },
  { name: 'coach_status', title: 'Coaching access', says: 'It is granted to you or withdrawn.' },
  { name: 'conferences', title: 'Conferences', says: 'One is scheduled, moved or cancelled; with an invitation for your calendar.' },
  { name: 'observations', title: 'Observations', says: 'One is shared with you, or acknowledged.' },
  { name: 'check_backs', title: 'Check-backs', says: 'A step of a goal is to be looked at today.' },
  { name: 'reviews', title: 'Reviews', says: 'Assignments wait for your decision.' },
  { name: 'audits', title: 'Audits', says: 'One is done.', isFor: (me) => me.may.includes('manage_assignments') },
];

function usePreferences() {
  const api = useApi();
  const queries = useQueryClient();
  const preferences = useQuery({
    queryKey: ['preferences'],
    queryFn: async ({ signal }) => body(await api.GET('/me/preferences', { signal })),
  });
  const save = useMutation({
    mutationFn: async (all: All) => body(await api.PUT('/me/preferences', { body: all })),
    // What is chosen is shown at once, and taken back when it could not be saved.
    onMutate: (all) => {
      const before = queries.getQueryData<All>(['preferences']);
      queries.setQueryData(['preferences'], all);
      return before;
    },
    onError: (_, __, before) => queries.setQueryData(['preferences'], before),
    onSuccess: (all) => queries.setQueryData(['preferences'], all),
  });
  return { preferences, save };
}

/** What one is mailed, and how often. Each choice is saved as it is made. */
export function Preferences() {
  const me = useMe().data;
  const { preferences, save } = usePreferences();
  if (!preferences.data || !me) return <NotYet what="your choices" error={preferences.error} again={() => preferences.refetch()} />;
  const all = preferences.data;
  return (
    <Screen title="E-mail" above={[NOTIFICATIONS]}>
      <Text mb="md">
        In Coachwork you are told of everything. Here you choose what {me.user.email} is mailed as well. A daily mail comes in the morning.
      </Text>
      {save.error && <Refused error={save.error} again={() => save.variables && save.mutate(save.variables)} />}
      {TOPICS.filter(({ isFor }) => isFor?.(me) ?? true).map(({ name, title, says }) => (
        <Box key={name} className="row preference">
          <Box className="name">
            <Text fw={500}>{title}</Text>
            <Text size="xs" c="dimmed">
              {says}
            </Text>
          </Box>
          <span />
          <SegmentedControl
            size="xs"
            aria-label={`${title}: how often`}
            value={all[name]}
            onChange={(delivery) => save.mutate({ ...all, [name]: delivery as Schemas['Delivery'] })}
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
