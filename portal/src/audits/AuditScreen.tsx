import { Anchor, Badge, Box, Button, Group, Progress, SegmentedControl, Text } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { Choice } from '../forms/fields';
import { Confirm } from '../frame/Confirm';
import { Listed } from '../frame/Listed';
import { NotYet } from '../frame/NotYet';
import { Refused } from '../frame/Refused';
import { say } from '../frame/say';
import { Screen } from '../frame/Screen';
import { dayAndTime } from '../words';
import {
  COLOURS,
  type Filters,
  type Finding,
  KINDS,
  REMEDIES,
  summary,
  useAudit,
  useDownload,
  useFindings,
  useRemedy,
  WHAT_FOLLOWS,
} from './audits';

const FROM = { from: '/audits/$auditId' } as const;

/** A run: how far it is, what it found, and what can be done about it. */
export function AuditScreen() {
  const { auditId } = useParams(FROM);
  const filters = useSearch(FROM);
  const audit = useAudit(auditId);
  const download = useDownload(auditId);
  const isDone = audit.data?.state === 'done';
  const findings = useFindings(auditId, filters, isDone);
  const [mending, setMending] = useState<Finding | null>(null);
  if (!audit.data) return <NotYet what="the audit" error={audit.error} again={() => audit.refetch()} />;
  const isEmpty = isDone && audit.data.high + audit.data.medium + audit.data.low === 0;
  const action = isDone && (
    <Button variant="default" onClick={() => download.mutate()} loading={download.isPending}>
      Download for a spreadsheet
    </Button>
  );
  return (
    <Screen title={`Audit of ${dayAndTime(audit.data.started_at)}`} above={[{ name: 'Audits', to: '/audits' }]} action={action}>
      <Text c="dimmed" mb="md" role="status">
        {summary(audit.data)}
      </Text>
      {download.error && <Refused error={download.error} />}
      {!isDone && <Progress value={(audit.data.shards_done / 16) * 100} aria-label="How far the audit is" mb="md" />}
      <Choices filters={filters} audit={audit.data} />
      <Listed pages={findings} what="the findings" empty={isEmpty ? 'Nothing is wrong.' : 'Nothing fits. Show more by the choices above.'}>
        {(items) =>
          items.map((finding) => (
            <Line key={finding.id} finding={finding} mend={isDone && filters.show !== 'resolved' ? () => setMending(finding) : undefined} />
          ))
        }
      </Listed>
      {mending && <Mending auditId={auditId} finding={mending} close={() => setMending(null)} />}
    </Screen>
  );
}

function Choices({ filters, audit }: { filters: Filters; audit: Schemas['Audit'] }) {
  const navigate = useNavigate(FROM);
  const set = (part: Filters) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Group align="end" mb="md">
      <SegmentedControl
        aria-label="Which findings"
        value={filters.show ?? 'all'}
        onChange={(show) => set({ show: show === 'new' || show === 'resolved' ? show : undefined })}
        data={[
          { value: 'all', label: 'All' },
          { value: 'new', label: `New (${audit.new})`, disabled: !audit.previous },
          { value: 'resolved', label: `Resolved (${audit.resolved})`, disabled: !audit.previous },
        ]}
      />
      {filters.show !== 'resolved' && (
        <>
          <Choice
            label="Severity"
            value={filters.severity ?? ''}
            choices={{ '': 'All', high: 'High', medium: 'Medium', low: 'Low' }}
            onChange={(severity) => set({ severity: severity || undefined })}
          />
          <Choice
            label="Kind"
            value={filters.kind ?? ''}
            choices={{ '': 'All', ...KINDS }}
            onChange={(kind) => set({ kind: kind || undefined })}
          />
        </>
      )}
    </Group>
  );
}

function Line({ finding, mend }: { finding: Finding; mend?: () => void }) {
  const { severity, kind, what, person, coach, is_new, remedy, remedied_at, remedied_by } = finding;
  return (
    <Box className="row">
      <Box className="name">
        <Group gap="xs">
          <Badge variant="light" color={COLOURS[severity]}>
            {severity}
          </Badge>
          <Text fw={500}>{KINDS[kind]}</Text>
          {is_new && <Badge variant="outline">New</Badge>}
        </Group>
        <Text dir="auto">{what}</Text>
        <Group gap="xs">
          {[person, coach].map(
            (someone) =>
              someone?.name && (
                <Anchor key={someone.id} component={Link} to={`/people/${someone.id}/coaching`} size="xs">
                  {someone.name}
                </Anchor>
              ),
          )}
        </Group>
      </Box>
      <span />
      {remedied_at ? (
        <Text size="xs" c="dimmed">
          Mended by {remedied_by?.name}
        </Text>
      ) : (
        remedy &&
        mend && (
          <Button size="compact-sm" variant="default" onClick={mend} aria-label={`${REMEDIES[remedy]}: ${what}`}>
            {REMEDIES[remedy]}
          </Button>
        )
      )}
    </Box>
  );
}

/** Ending an assignment takes rights away, so it is asked for once more, as are the others. */
function Mending({ auditId, finding, close }: { auditId: string; finding: Finding; close: () => void }) {
  const mend = useRemedy(auditId);
  if (!finding.remedy) return null;
  const does = REMEDIES[finding.remedy];
  const confirm = () =>
    mend.mutate(finding.id, {
      onSuccess: () => {
        say('Mended.');
        close();
      },
    });
  return (
    <Confirm
      question={`${does}?`}
      says={`${finding.what} ${WHAT_FOLLOWS[finding.remedy]}`}
      label={does}
      color={finding.remedy === 'end_assignment' ? 'red' : undefined}
      confirm={confirm}
      isPending={mend.isPending}
      error={mend.error}
      close={close}
    />
  );
}
