import { Button, Group } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { body } from '../api/client';
import { useKeep } from '../api/keep';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { DayField } from '../forms/fields';
import { Listed } from '../frame/Listed';
import { Refused } from '../frame/Refused';
import { Screen } from '../frame/Screen';
import { Days } from './Days';

interface Period {
  from?: string;
  to?: string;
}

/** What was done in the organisation in a period. */
export function Activity() {
  const period = useSearch({ from: '/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const api = useApi();
  const lines = usePages(['activity', period], async (cursor, signal) =>
    body(await api.GET('/activity', { params: { query: { ...period, limit: 32, cursor } }, signal })),
  );
  const set = (part: Period) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const download = useKeep('activity.csv', () => api.GET('/activity.csv', { params: { query: period }, parseAs: 'blob' }));
  const action = (
    <Button variant="default" onClick={() => download.mutate()} loading={download.isPending}>
      Download for a spreadsheet
    </Button>
  );
  return (
    <Screen title="Activity" action={action}>
      {download.error && <Refused error={download.error} />}
      <Group align="end" mb="lg">
        <DayField label="From" value={period.from ?? null} onChange={(next) => set({ from: next ?? undefined })} />
        <DayField label="To" value={period.to ?? null} onChange={(next) => set({ to: next ?? undefined })} />
      </Group>
      <Listed pages={lines} what="the activity" empty="Nothing was done in this period. Without days, it is the last 30 days.">
        {(items) => <Days lines={items} />}
      </Listed>
    </Screen>
  );
}
