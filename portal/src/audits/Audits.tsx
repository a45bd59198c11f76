import { Anchor, Badge, Box, Button, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Listed } from '../frame/Listed';
import { Refused } from '../frame/Refused';
import { Screen } from '../frame/Screen';
import { dayAndTime } from '../words';
import { type Audit, summary, useAudits, useStart } from './audits';

/** The runs of the audit. */
export function Audits() {
  const audits = useAudits();
  const start = useStart();
  const navigate = useNavigate();
  // One wish is one run, however often it is sent.
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
      {start.error && <Refused error={start.error} again={run} />}
      <Listed
        pages={audits}
        what="the audits"
        empty="No audit has run yet. An audit goes through every coaching assignment and says what is wrong with it. How often it runs by itself is one of the organisation’s settings."
      >
        {(items) => items.map((audit) => <Line key={audit.id} audit={audit} />)}
      </Listed>
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
