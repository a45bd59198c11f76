import { Box, Button, Group, Text, Title } from '@mantine/core';
import { type Schemas, wrongWith } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { DayField, NumberField, TextField } from '../../forms/fields';
import { NotSaved } from '../../forms/NotSaved';
import { Listed } from '../../frame/Listed';
import { day } from '../../words';
import { type Goal, useAddMeasure, useMeasures } from './goals';
import { Meter } from './Meter';

const NONE: { value: number | null; on: string | null; note: string } = { value: null, on: null, note: '' };

/** Measures taken on the way to the goal. */
export function Measures({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const measures = useMeasures(person.id, goal.id);
  return (
    <Box component="section" aria-label="Measures">
      <Title order={2} size="h4" mb="xs">
        Measures
      </Title>
      <Meter goal={goal} />
      <NewMeasure person={person} goal={goal} />
      <Listed pages={measures} what="the measures" empty="Nothing has been measured yet.">
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
      </Listed>
    </Box>
  );
}

function NewMeasure({ person, goal }: { person: Schemas['Profile']; goal: Goal }) {
  const draft = useDraft(`measure/${goal.id}`, NONE);
  const add = useAddMeasure(person.id, goal.id);
  const { value, on, note } = draft.value;
  const wrong = (name: string) => wrongWith(add.error, name);
  const submit = () => {
    if (value === null) return;
    add.mutate({ fields: { value, on, note: note || null }, key: draft.key }, { onSuccess: draft.drop });
  };
  return (
    <Box
      component="form"
      my="sm"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Group align="start" grow className="fields" mb="xs">
        <NumberField label="Measure" value={value} error={wrong('value')} onChange={(next) => draft.set({ value: next })} />
        <DayField label="On" description="" value={on} error={wrong('on')} onChange={(next) => draft.set({ on: next })} />
      </Group>
      <TextField label="Note" most={1_000} value={note} error={wrong('note')} onChange={(note) => draft.set({ note })} />
      {add.error && (
        <NotSaved
          error={add.error}
          mine={[
            ['Measure', String(value ?? '')],
            ['Note', note],
          ]}
          again={submit}
        />
      )}
      <Button type="submit" mt="xs" size="xs" variant="default" loading={add.isPending} disabled={value === null}>
        Add measure
      </Button>
    </Box>
  );
}
