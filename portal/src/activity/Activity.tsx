import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { body, type Api } from '../api/client';
import { keep } from '../api/keep';
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
  const lines = usePages(['activity', period], (cursor, signal) => aPage(api, period, cursor, signal));
  const set = (part: Period) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const download = useMutation({
    mutationFn: async () => {
      const answer = await api.GET('/activity.csv', { params: { query: period }, parseAs: 'blob' });
      keep(answer.data as unknown as Blob, 'activity.csv');
    },
  });
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

/** A page of the log ends with its month, so a month without entries is gone past. */
async function aPage(api: Api, period: Period, cursor: string | undefined, signal: AbortSignal) {
  let page = body(await api.GET('/activity', { params: { query: { ...period, limit: 32, cursor } }, signal }));
  while (page.items.length === 0 && page.next_cursor) {
    page = body(await api.GET('/activity', { params: { query: { ...period, limit: 32, cursor: page.next_cursor } }, signal }));
  }
  return page;
}
