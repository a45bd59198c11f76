// One audit: its progress, its findings and their remedies.

import { Anchor, Badge, Box, Button, Group, Progress, SegmentedControl, Text } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { Choice } from '../forms/fields';
import { useAct } from '../frame/act';
import { Confirm } from '../frame/Confirm';
import { Download } from '../frame/Download';
import { PagedList } from '../frame/PagedList';
import { ScreenFallback } from '../frame/ScreenFallback';
import { ErrorAlert } from '../frame/ErrorAlert';
import { notify } from '../frame/notify';
import { Screen } from '../frame/Screen';
import { dayAndTime, inWords } from '../format';
import {
  COLORS,
  EFFECTS,
  type Filters,
  type Finding,
  KINDS,
  REMEDIES,
  summary,
  useAudit,
  useFindingsDownload,
  useFindings,
  useRemedy,
} from './audits';

const FROM = { from: '/audits/$auditId' } as const;

export function AuditScreen() {
  const { auditId } = useParams(FROM);
  const filters = useSearch(FROM);
  const audit = useAudit(auditId);
  const download = useFindingsDownload(auditId);
  const isDone = audit.data?.state === 'done';
  const findings = useFindings(auditId, filters, isDone);
  const [fixing, setFixing] = useState<Finding | null>(null);
  if (!audit.data) return <ScreenFallback what="the audit" queries={[audit]} />;
  const isEmpty = isDone && audit.data.high + audit.data.medium + audit.data.low === 0;
  const action = isDone && <Download download={download} limit="10,000 findings at most; this page lists all." />;
  return (
    <Screen title={`Audit of ${dayAndTime(audit.data.started_at)}`} parents={[{ name: 'Audits', to: '/audits' }]} action={action}>
      <Text c="dimmed" mb="md" role="status">
        {summary(audit.data)}
      </Text>
      {download.error && <ErrorAlert error={download.error} />}
      {!isDone && <Progress value={(audit.data.shards_done / 16) * 100} aria-label="Progress of the audit" mb="md" />}
      <Choices filters={filters} audit={audit.data} />
      <PagedList
        pages={findings}
        what="the findings"
        empty={isEmpty ? 'The audit found nothing wrong.' : 'No finding matches. Choose other filters above.'}
      >
        {(items) =>
          items.map((finding) => (
            <Line key={finding.id} finding={finding} fix={isDone && filters.show !== 'resolved' ? () => setFixing(finding) : undefined} />
          ))
        }
      </PagedList>
      {fixing && <RemedyConfirm auditId={auditId} finding={fixing} close={() => setFixing(null)} />}
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

function Line({ finding, fix }: { finding: Finding; fix?: () => void }) {
  const { severity, kind, what, person, coach, is_new, remedy, remedied_at, remedied_by } = finding;
  return (
    <Box className="row">
      <Box className="name">
        <Group gap="xs">
          <Badge variant="light" color={COLORS[severity]}>
            {inWords(severity)}
          </Badge>
          <Text fw={500}>{KINDS[kind]}</Text>
          {is_new && <Badge variant="outline">New</Badge>}
        </Group>
        <Text dir="auto">{what}</Text>
        <Group gap="xs">
          {[person, coach].map(
            (user) =>
              user?.name && (
                <Anchor key={user.id} component={Link} to={`/people/${user.id}/coaching`} size="xs">
                  {user.name}
                </Anchor>
              ),
          )}
        </Group>
      </Box>
      <span />
      {remedied_at ? (
        <Text size="xs" c="dimmed">
          Fixed by {remedied_by?.name}
        </Text>
      ) : (
        remedy &&
        fix && (
          <Button size="compact-sm" variant="default" onClick={fix} aria-label={`${REMEDIES[remedy]}: ${what}`}>
            {REMEDIES[remedy]}
          </Button>
        )
      )}
    </Box>
  );
}

/** Asks for confirmation, because ending an assignment takes the coach’s access away. */
function RemedyConfirm({ auditId, finding, close }: { auditId: string; finding: Finding; close: () => void }) {
  const fix = useRemedy(auditId);
  const act = useAct({ send: () => fix.mutateAsync(finding.id), tell: () => notify('Fixed.'), done: close, failed: 'Not fixed' });
  if (!finding.remedy) return null;
  const label = REMEDIES[finding.remedy];
  return (
    <Confirm
      question={`${label}?`}
      explanation={`${finding.what} ${EFFECTS[finding.remedy]}`}
      label={label}
      color={finding.remedy === 'end_assignment' ? 'red' : undefined}
      confirm={() => act.start(undefined)}
      isPending={act.isPending}
      error={act.error}
      close={close}
    />
  );
}
