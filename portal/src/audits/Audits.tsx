// The list of audits.

import { Anchor, Badge, Box, Button, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { PagedList } from '../frame/PagedList';
import { ErrorAlert } from '../frame/ErrorAlert';
import { Screen } from '../frame/Screen';
import { dayAndTime } from '../format';
import { type Audit, summary, useAudits, useStartAudit } from './audits';

export function Audits() {
  const audits = useAudits();
  const start = useStartAudit();
  const navigate = useNavigate();
  // A retry sends the same key and starts no second audit. A new key lets the next click start one.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const run = () =>
    start.mutate(key, {
      onSuccess: ({ id }) => {
        setKey(crypto.randomUUID());
        void navigate({ to: '/audits/$auditId', params: { auditId: id } });
      },
    });
  const action = (
    <Button onClick={run} loading={start.isPending}>
      Run an audit
    </Button>
  );
  return (
    <Screen title="Audits" action={action}>
      {start.error && <ErrorAlert error={start.error} retry={run} />}
      <PagedList
        pages={audits}
        what="the audits"
        empty="No audit has run yet. An audit checks every coaching assignment and reports what is wrong with it. How often audits run automatically is set in the organization’s settings."
      >
        {(items) => items.map((audit) => <Line key={audit.id} audit={audit} />)}
      </PagedList>
    </Screen>
  );
}

function Line({ audit }: { audit: Audit }) {
  return (
    <Box className="row">
      <Box className="name">
        <Anchor component={Link} to={`/audits/${audit.id}`} fw={500}>
          {dayAndTime(audit.started_at)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {summary(audit)} · by {audit.by.name}
        </Text>
      </Box>
      {audit.new > 0 ? (
        <Badge variant="light" color="red">
          {audit.new} new
        </Badge>
      ) : (
        <span />
      )}
      {audit.resolved > 0 && (
        <Badge variant="light" color="green">
          {audit.resolved} resolved
        </Badge>
      )}
    </Box>
  );
}
