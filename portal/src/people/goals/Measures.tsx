// The measures of a goal, and the form to add one.

import { Box, Button, Group, Text, Title } from '@mantine/core';
import { type Schemas, fieldError } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { DayField, NumberField, TextField } from '../../forms/fields';
import { Form } from '../../forms/Form';
import { SaveError } from '../../forms/SaveError';
import { useAct } from '../../frame/act';
import { notify } from '../../frame/notify';
import { PagedList } from '../../frame/PagedList';
import { day } from '../../format';
import { type Goal, useAddMeasure, useMeasures } from './goals';
import { Meter } from './Meter';

const NONE: { value: number | null; on: string | null; note: string } = { value: null, on: null, note: '' };

export function Measures({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const measures = useMeasures(person.id, goal.id);
  return (
    <Box component="section" aria-label="Measures">
      <Title order={2} size="h4" mb="xs">
        Measures
      </Title>
      <Meter goal={goal} />
      <NewMeasure person={person} goal={goal} />
      <PagedList pages={measures} what="the measures" empty="No measures yet.">
        {(items) =>
          items.map((measure) => (
            <Box key={measure.id} className="row">
              <Box className="name">
                <Text fw={500}>{measure.value}</Text>
                <Text size="xs" c="dimmed" dir="auto">
                  {[day(measure.on), measure.created_by.name, measure.note].filter(Boolean).join(' · ')}
                </Text>
              </Box>
            </Box>
          ))
        }
      </PagedList>
    </Box>
  );
}

function NewMeasure({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`measure/${goal.id}`, NONE);
  const add = useAddMeasure(person.id, goal.id);
  const { value, on, note } = draft.value;
  const act = useAct({
    send: (sent: typeof NONE) => {
      const fields = { value: sent.value ?? 0, on: sent.on, note: sent.note || null };
      return add.mutateAsync({ fields, key: draft.key });
    },
    tell: (_, sent, isShown) => {
      draft.saved(sent, {});
      if (!isShown) notify('The measure is added.');
    },
    failed: 'The measure is not added, but kept in this tab',
  });
  const errorOf = (name: string) => fieldError(act.error, name);
  const submit = () => {
    if (value !== null) act.start(draft.value);
  };
  return (
    <Form submit={submit} my="sm">
      <Group align="start" grow className="fields" mb="xs">
        <NumberField label="Measure" value={value} error={errorOf('value')} onChange={(next) => draft.set({ value: next })} />
        <DayField label="On" description="" value={on} error={errorOf('on')} onChange={(next) => draft.set({ on: next })} />
      </Group>
      <TextField label="Note" maxLength={1_000} value={note} error={errorOf('note')} onChange={(note) => draft.set({ note })} />
      {act.error && (
        <SaveError
          error={act.error}
          mine={[
            ['Measure', String(value ?? '')],
            ['Note', note],
          ]}
          retry={submit}
        />
      )}
      <Button type="submit" mt="xs" size="xs" variant="default" loading={act.isPending} disabled={value === null}>
        Add measure
      </Button>
    </Form>
  );
}
