import { Badge, Box, Button, Checkbox, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { body, type Schemas } from '../../api/client';
import { useApi } from '../../context';
import { sayNot } from '../../frame/say';
import { TextField } from '../../forms/fields';
import type { KeptLine } from './kept';
import type { Line } from './observations';

export const timeOf = (moment: string) => new Date(moment).toLocaleTimeString(undefined, { timeStyle: 'medium' });

interface Props {
  user_id: string;
  observation_id: string;
  lines: Line[];
  kept: KeptLine[];
  components: Schemas['Component'][];
}

/** The script so far, the newest line last. Each can still be put right. */
export function ScriptLines({ user_id, observation_id, lines, kept, components }: Props) {
  const [editing, setEditing] = useState<string | null>(null);
  const names = (ids: string[] | undefined) => components.filter(({ id }) => id && ids?.includes(id)).map(({ name }) => name);
  return (
    <Box component="ol" className="script" aria-label="Script">
      {lines.map((line) =>
        line.id === editing ? (
          <LineEditor key={line.id} {...{ user_id, observation_id, line, components }} close={() => setEditing(null)} />
        ) : (
          <Box component="li" key={line.id} className="line">
            <Said at={line.at} text={line.text} tags={names(line.component_ids)} />
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => setEditing(line.id)}
              aria-label={`Edit the line of ${timeOf(line.at)}`}
            >
              Edit
            </Button>
          </Box>
        ),
      )}
      {kept.map((line) => (
        <Box component="li" key={line.key} className="line">
          <Said at={line.at} text={line.text} tags={names(line.component_ids)} />
          <Badge color="yellow">On this device</Badge>
        </Box>
      ))}
    </Box>
  );
}

/** A line as it was written down. */
export function Said({ at, text, tags = [] }: { at: string; text: string; tags?: string[] }) {
  return (
    <Box className="said">
      <Text size="xs" c="dimmed" component="time" dateTime={at}>
        {timeOf(at)}
      </Text>
      <Text className="text" dir="auto">
        {text}
      </Text>
      {tags.length > 0 && (
        <Text size="xs" c="dimmed" className="name" dir="auto">
          {tags.join(', ')}
        </Text>
      )}
    </Box>
  );
}

function useChangeLine(user_id: string, observation_id: string, line: Line) {
  const api = useApi();
  const queries = useQueryClient();
  const forget = () => queries.invalidateQueries({ queryKey: ['people', user_id, 'observations', observation_id, 'evidence'] });
  const params = { path: { user_id, observation_id, evidence_id: line.id }, header: { 'If-Match': `"${line.version}"` } };
  const change = useMutation({
    mutationFn: async (fields: { text: string; component_ids: string[] }) =>
      body(await api.PATCH('/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}', { params, body: fields })),
    onSuccess: forget,
  });
  const remove = useMutation({
    mutationFn: async () => {
      await api.DELETE('/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}', { params });
    },
    onSuccess: forget,
  });
  return { change, remove };
}

function LineEditor({
  line,
  components,
  close,
  ...of
}: Pick<Props, 'user_id' | 'observation_id' | 'components'> & { line: Line; close: () => void }) {
  const [text, setText] = useState(line.text);
  const [tags, setTags] = useState(line.component_ids ?? []);
  const { change, remove } = useChangeLine(of.user_id, of.observation_id, line);
  const after = { onSuccess: close, onError: (error: Error) => sayNot('The line is not changed', error) };
  return (
    <Box component="li" onKeyDown={(event: React.KeyboardEvent) => event.key === 'Escape' && close()}>
      <Box
        component="form"
        py="xs"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ text, component_ids: tags }, after);
        }}
      >
        <TextField label={`Line of ${timeOf(line.at)}`} most={2_000} required autoFocus value={text} onChange={setText} />
        <Checkbox.Group value={tags} onChange={setTags} my="xs" aria-label="Components">
          {components.map(({ id, name }) => id && <Checkbox key={id} value={id} label={name} my={4} className="name" />)}
        </Checkbox.Group>
        <Group gap="xs">
          <Button type="submit" size="xs" loading={change.isPending}>
            Save line
          </Button>
          <Button size="xs" variant="default" onClick={close}>
            Cancel
          </Button>
          <Button size="xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined, after)}>
            Delete line
          </Button>
        </Group>
      </Box>
    </Box>
  );
}
