// The field in which the script is written: Enter adds a line with the current time, `/` tags it with a component.

import { Badge, Box, Group, Paper, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client';
import { isComposing } from '../../frame/composing';
import type { Draft } from '../../forms/draft';
import { isTagged, tagOf } from './tags';
import { visibleHeight } from './useAutoScroll';

type Component = Schemas['Component'];

/** A line that is not finished. */
export interface HalfLine {
  text: string;
  component_ids: string[];
}

interface Props {
  draft: Draft<HalfLine>;
  components: Component[];
  add: (text: string, componentIds: string[]) => void;
  field: RefObject<HTMLInputElement | null>;
  /** Called on each change of the text, and when it becomes a line. */
  onWrite: () => void;
}

/** The visible space above and below a field, in pixels. */
function spaceAround(field: HTMLElement) {
  const { top, bottom } = field.getBoundingClientRect();
  return { above: top, below: visibleHeight() - bottom };
}

export function ScriptInput({ draft, components, add, field, onWrite }: Props) {
  const { text, component_ids } = draft.value;
  const tags = components.filter(({ id }) => id && component_ids.includes(id));
  // The text whose tag was closed with Escape: its slash is a slash.
  const [untagged, setUntagged] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [space, setSpace] = useState({ above: 0, below: 0 });
  const highlighted = useRef<HTMLButtonElement>(null);
  const tag = components.length > 0 && text !== untagged ? tagOf(text) : undefined;
  const options = tag === undefined ? [] : components.filter(({ name }) => isTagged(name, tag)).slice(0, 8);
  const isOpen = options.length > 0;
  useEffect(() => {
    highlighted.current?.scrollIntoView({ block: 'nearest' });
  }, [at, isOpen]);
  const opensUp = space.above > space.below;
  const choose = (component: Component) => {
    const ids = component.id && !component_ids.includes(component.id) ? [...component_ids, component.id] : component_ids;
    draft.set({ text: text.slice(0, text.length - (tag?.length ?? 0) - 1), component_ids: ids });
    setAt(0);
    field.current?.focus();
  };
  const write = () => {
    if (!text.trim()) return;
    add(text.trim(), component_ids);
    draft.discard();
    onWrite();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (isOpen && move) {
      event.preventDefault();
      setAt((at + move + options.length) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const component = options[at];
      if (component) choose(component);
      else write();
    } else if (event.key === 'Escape' && isOpen) {
      setUntagged(text);
    } else if (event.key === 'Backspace' && text === '' && component_ids.length > 0) {
      draft.set({ component_ids: component_ids.slice(0, -1) });
    }
  };
  return (
    <Box>
      <Group gap={4} mb={4} mih={20} aria-live="polite">
        {tags.map(({ id, name }) => (
          <Badge key={id} maw="100%">
            {name}
          </Badge>
        ))}
      </Group>
      <Box pos="relative">
        <TextInput
          ref={field}
          size="md"
          aria-label="What you see and hear"
          placeholder={components.length > 0 ? 'What you see and hear; / tags a component' : 'What you see and hear'}
          maxLength={2_000}
          dir="auto"
          autoFocus
          autoComplete="off"
          enterKeyHint="send"
          role="combobox"
          aria-expanded={isOpen}
          aria-controls="components"
          aria-activedescendant={isOpen ? `component-${at}` : undefined}
          value={text}
          onChange={(event) => {
            draft.set({ text: event.currentTarget.value });
            setUntagged(null);
            setAt(0);
            onWrite();
            setSpace(spaceAround(event.currentTarget));
          }}
          onKeyDown={onKeyDown}
        />
        {isOpen && (
          <Paper
            pos="absolute"
            left={0}
            right={0}
            withBorder
            shadow="md"
            mah={Math.min(320, Math.max(space.above, space.below) - 12)}
            style={{ zIndex: 5, overflowY: 'auto', [opensUp ? 'bottom' : 'top']: 'calc(100% + 4px)' }}
            id="components"
            role="listbox"
            aria-label="Components"
          >
            {options.map((component, index) => (
              <UnstyledButton
                key={component.id}
                id={`component-${index}`}
                ref={index === at ? highlighted : undefined}
                className="option"
                role="option"
                aria-selected={index === at}
                tabIndex={-1}
                w="100%"
                px="sm"
                py={8}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(component)}
              >
                <Text className="name" dir="auto">
                  {component.name}
                </Text>
              </UnstyledButton>
            ))}
          </Paper>
        )}
      </Box>
    </Box>
  );
}
