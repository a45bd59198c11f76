// The lines of a script while it is written, the newest last. Each can be edited.

import './script.css';

import { Alert, Badge, Box, Button, Checkbox, CopyButton, Group, Text } from '@mantine/core';
import { type Ref, useEffect, useRef, useState } from 'react';
import { useChange } from '../../api/change';
import { ifMatch, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { useApi } from '../../context';
import { type Draft, useDraft } from '../../forms/draft';
import { TextField } from '../../forms/fields';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/save';
import { DraftSaveError, type FieldText } from '../../forms/SaveError';
import { useAct } from '../../frame/act';
import { isComposing } from '../../frame/composing';
import { notifyFailure } from '../../frame/notify';
import type { UnsentLine } from './unsentLines';
import type { Line } from './observations';
import type { Script } from './useScript';

export const timeOf = (moment: string) => new Date(moment).toLocaleTimeString(undefined, { timeStyle: 'medium' });

interface Props {
  user_id: string;
  observation_id: string;
  lines: Line[];
  script: Pick<Script, 'unsent' | 'refused' | 'amend' | 'drop'>;
  components: Schemas['Component'][];
  list: Ref<HTMLOListElement>;
  onScroll: () => void;
  /** Called after a line that had the focus is removed. */
  onRemoved: () => void;
}

export function ScriptLines({ lines, script, list, onScroll, ...line }: Props) {
  const { unsent, refused, amend, drop } = script;
  const { components } = line;
  const names = (ids: string[] | undefined) => components.filter(({ id }) => id && ids?.includes(id)).map(({ name }) => name);
  return (
    <Box component="ol" className="script" aria-label="Script" ref={list} onScroll={onScroll} tabIndex={0}>
      {lines.map((saved) => (
        <SavedLine key={saved.id} line={saved} tags={names(saved.component_ids)} {...line} />
      ))}
      {unsent.map((one) => {
        const why = refused.get(one.key);
        return why ? (
          <RefusedLine key={one.key} line={one} why={why} components={components} amend={amend} drop={drop} />
        ) : (
          <Box component="li" key={one.key} className="line">
            <ScriptLine at={one.at} text={one.text} tags={names(one.component_ids)} />
            <Badge color="yellow">On this device</Badge>
          </Box>
        );
      })}
    </Box>
  );
}

type LineProps = Pick<Props, 'user_id' | 'observation_id' | 'components' | 'onRemoved'> & { line: Line };
type LineDraft = Pick<Line, 'text' | 'version'> & { component_ids: string[] };

const draftOf = ({ text, component_ids, version }: Line): LineDraft => ({ text, component_ids: component_ids ?? [], version });

/** The name of the draft of a line's correction. */
export const draftOfLine = (id: string) => `line/${id}`;

/** A line that can be edited. Its editor is open while there is an unsaved correction. */
function SavedLine({ tags, ...props }: LineProps & { tags: string[] }) {
  const { line } = props;
  const draft = useDraft(draftOfLine(line.id), draftOf(line));
  const [wasOpened, setOpened] = useState(false);
  // Whether the button gets the focus, because the editor was closed.
  const [wasClosed, setClosed] = useState(false);
  const close = () => {
    setOpened(false);
    setClosed(true);
  };
  if (wasOpened || draft.isChanged) return <LineEditor {...props} draft={draft} close={close} isFocused={wasOpened} />;
  return (
    <Box component="li" className="line">
      <ScriptLine at={line.at} text={line.text} tags={tags} />
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        onClick={() => setOpened(true)}
        autoFocus={wasClosed}
        aria-label={`Edit the line of ${timeOf(line.at)}`}
      >
        Edit
      </Button>
    </Box>
  );
}

interface RefusedProps extends Pick<Props, 'components'> {
  line: UnsentLine;
  why: Error;
  amend: Script['amend'];
  drop: Script['drop'];
}

/** A line that the service refused: it can be changed and sent again, copied or dropped. */
function RefusedLine({ line, why, components, amend, drop }: RefusedProps) {
  const draft = useDraft(`refused-line/${line.key}`, { text: line.text, component_ids: line.component_ids });
  const { text, component_ids } = draft.value;
  const submit = () => {
    if (!text.trim()) return;
    draft.discard();
    amend(line.key, { text: text.trim(), component_ids });
  };
  const dropIt = () => {
    draft.discard();
    drop(line.key);
  };
  return (
    <li>
      <Form submit={submit} py="xs">
        <Alert color="yellow" title="This line was not accepted" role="alert">
          <Text size="sm">{why.message} It is kept on this device. The other lines are sent.</Text>
          <TextField
            label={`Line of ${timeOf(line.at)}`}
            maxLength={2_000}
            required
            value={text}
            onChange={(next) => draft.set({ text: next })}
          />
          <TagFields components={components} value={component_ids} onChange={(ids) => draft.set({ component_ids: ids })} />
          <Group gap="xs" mt="xs">
            <Button type="submit" size="xs">
              Send again
            </Button>
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button size="xs" variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button size="xs" variant="subtle" color="red" onClick={dropIt}>
              Delete line
            </Button>
          </Group>
        </Alert>
      </Form>
    </li>
  );
}

/** The components with which a line is tagged. Those of a rubric that is no longer the observation's can only be removed. */
function TagFields({ components, value, onChange }: Pick<Props, 'components'> & { value: string[]; onChange: (ids: string[]) => void }) {
  const others = value.filter((tag) => !components.some(({ id }) => id === tag));
  return (
    <Checkbox.Group value={value} onChange={onChange} my="xs" aria-label="Components">
      {components.map(({ id, name }) => id && <Checkbox key={id} value={id} label={name} my={4} className="name" />)}
      {others.map((id) => (
        <Checkbox key={id} value={id} label="A component of another rubric" my={4} />
      ))}
    </Checkbox.Group>
  );
}

/** One line, to read. */
export function ScriptLine({ at, text, tags = [] }: { at: string; text: string; tags?: string[] }) {
  return (
    <Box className="script-text">
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
  const script = keys.evidence(user_id, observation_id);
  const path = { user_id, observation_id, evidence_id: line.id };
  const change = useSave<LineDraft, Line>(
    (fields, { edit }) =>
      api.PATCH('/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}', { params: { path, header: edit }, body: fields }),
    [script],
  );
  const remove = useChange(
    () =>
      api.DELETE('/users/{user_id}/observations/{observation_id}/evidence/{evidence_id}', {
        params: { path, header: ifMatch(line.version) },
      }),
    { queryKey: script },
  );
  return { change, remove };
}

interface EditorProps extends LineProps {
  draft: Draft<LineDraft>;
  close: () => void;
  isFocused: boolean;
}

function LineEditor({ line, components, draft, close, isFocused, onRemoved, ...ids }: EditorProps) {
  const { value, set } = draft;
  const item = useRef<HTMLLIElement>(null);
  // Its buttons come into view, too.
  useEffect(() => {
    if (isFocused) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isFocused]);
  const { change, remove } = useChangeLine(ids.user_id, ids.observation_id, line);
  const saving = useAct<LineDraft, Line>({
    send: (sent) => change.mutateAsync({ draft: sent, key: draft.key }),
    tell: (saved, sent) => draft.saved(sent, { version: saved.version }),
    done: close,
    failed: 'The line is not changed. The correction is kept in this tab',
  });
  const removing = useAct({
    send: () => remove.mutateAsync(),
    tell: () => draft.discard(),
    done: () => {
      close();
      onRemoved();
    },
    refused: (error) => notifyFailure('The line is not deleted', error),
    failed: 'The line is not deleted',
  });
  const cancel = () => {
    draft.discard();
    close();
  };
  const textsOf = ({ text, component_ids }: LineDraft): FieldText[] => [
    ['Line', text],
    ['Components', components.flatMap(({ id, name }) => (id && component_ids.includes(id) ? name : [])).join(', ')],
  ];
  return (
    <Box component="li" ref={item} onKeyDown={(event: React.KeyboardEvent) => event.key === 'Escape' && !isComposing(event) && cancel()}>
      <Form submit={() => saving.start(value)} py="xs">
        <TextField
          label={`Line of ${timeOf(line.at)}`}
          maxLength={2_000}
          required
          autoFocus={isFocused}
          value={value.text}
          onChange={(text) => set({ text })}
        />
        <TagFields components={components} value={value.component_ids} onChange={(component_ids) => set({ component_ids })} />
        <DraftSaveError draft={draft} save={change} saved={draftOf(line)} texts={textsOf} retry={saving.start} />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={saving.isPending}>
            Save line
          </Button>
          <Button size="xs" variant="default" onClick={cancel}>
            Cancel
          </Button>
          <Button size="xs" variant="subtle" color="red" loading={removing.isPending} onClick={() => removing.start(undefined)}>
            Delete line
          </Button>
        </Group>
      </Form>
    </Box>
  );
}
