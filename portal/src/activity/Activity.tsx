// The activity log of the organization in a period, for administrators.

import { Group } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { keys } from '../api/keys';
import { useDownload } from '../api/download';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { DayField } from '../forms/fields';
import { Download } from '../frame/Download';
import { PagedList } from '../frame/PagedList';
import { ErrorAlert } from '../frame/ErrorAlert';
import { Screen } from '../frame/Screen';
import { Days } from './Days';

interface Period {
  from?: string;
  to?: string;
}

export function Activity() {
  const period = useSearch({ from: '/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const api = useApi();
  const lines = usePages(keys.activity(period), (cursor, signal) =>
    api.GET('/activity', { params: { query: { ...period, limit: 32, cursor } }, signal }),
  );
  const set = (part: Period) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const download = useDownload('activity.csv', () => api.GET('/activity.csv', { params: { query: period }, parseAs: 'blob' }));
  return (
    <Screen
      title="Activity"
      action={<Download download={download} limit="The newest 1,000 entries at most. For more, choose shorter periods." />}
    >
      {download.error && <ErrorAlert error={download.error} />}
      <Group align="end" mb="lg">
        <DayField label="From" value={period.from ?? null} onChange={(next) => set({ from: next ?? undefined })} />
        <DayField label="To" value={period.to ?? null} onChange={(next) => set({ to: next ?? undefined })} />
      </Group>
      <PagedList pages={lines} what="the activity" empty="No activity in this period. Without dates, the last 30 days are shown.">
        {(items) => <Days lines={items} />}
      </PagedList>
    </Screen>
  );
}
