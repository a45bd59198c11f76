import { Badge, Box, Group, Paper, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Schemas } from '../../api/client';

type Component = Schemas['Component'];

/** What is typed after the last `/`, when that begins a tag. */
const tagOf = (text: string) => /(?:^|\s)\/([^/]*)$/.exec(text)?.[1];

interface Props {
  components: Component[];
  add: (text: string, componentIds: string[]) => void;
}

/** Where the script is written: Enter makes a line of this moment, `/` tags it with a component. */
export function ScriptInput({ components, add }: Props) {
  const [text, setText] = useState('');
  const [tags, setTags] = useState<Component[]>([]);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const tag = components.length > 0 ? tagOf(text) : undefined;
  const offered = tag === undefined ? [] : components.filter(({ name }) => name.toLowerCase().includes(tag.toLowerCase())).slice(0, 8);
  const isOpen = offered.length > 0;
  const choose = (component: Component) => {
    setTags((before) => (before.some(({ id }) => id === component.id) ? before : [...before, component]));
    setText((before) => before.replace(/(^|\s)\/[^/]*$/, '$1'));
    setAt(0);
    field.current?.focus();
  };
  const write = () => {
    if (!text.trim()) return;
    add(
      text.trim(),
      tags.flatMap(({ id }) => id ?? []),
    );
    setText('');
    setTags([]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (isOpen && move) {
      event.preventDefault();
      setAt((at + move + offered.length) % offered.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const component = offered[at];
      if (component) choose(component);
      else write();
    } else if (event.key === 'Escape' && isOpen) {
      setText(text.replace(/\/[^/]*$/, ''));
    } else if (event.key === 'Backspace' && text === '') {
      setTags((before) => before.slice(0, -1));
    }
  };
  return (
    <Box pos="relative">
      <Group gap={4} mb={4} mih={20} aria-live="polite">
        {tags.map(({ id, name }) => (
          <Badge key={id} maw="100%">
            {name}
          </Badge>
        ))}
      </Group>
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
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <Paper
          pos="absolute"
          left={0}
          right={0}
          mt={4}
          withBorder
          shadow="md"
          style={{ zIndex: 5 }}
          id="components"
          role="listbox"
          aria-label="Components"
        >
          {offered.map((component, index) => (
            <UnstyledButton
              key={component.id}
              id={`component-${index}`}
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
  );
}
