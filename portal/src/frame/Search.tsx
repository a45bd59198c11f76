import { Box, Paper, Text, TextInput } from '@mantine/core';
import { useClickOutside, useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { hint, useFound } from '../people/find';
import { type Person, PersonList, useChosen } from '../people/PersonList';

/** Search at the top right: `/` or Ctrl-K, a few letters, Enter. */
export function Search() {
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const outside = useClickOutside(() => setOpen(false));
  const found = useFound(text);
  const { people } = found;
  const open = (person: Person) => {
    setOpen(false);
    setText('');
    field.current?.blur();
    void navigate({ to: '/people/$userId/$tab', params: { userId: person.id, tab: 'coaching' } });
  };
  const { at, onKeyDown } = useChosen(people, open);
  const focus = () => field.current?.focus();
  useHotkeys([['/', focus]]);
  // From within a field too, where a slash is a slash.
  useHotkeys([['mod+K', focus]], []);
  const isShown = isOpen && text.trim() !== '';
  return (
    <Box ref={outside} pos="relative" w={{ base: 180, sm: 280 }}>
      <TextInput
        ref={field}
        value={text}
        placeholder="Find a person"
        aria-label="Find a person by name or e-mail"
        role="combobox"
        aria-expanded={isShown}
        aria-controls="found"
        aria-activedescendant={isShown && people.length > 0 ? `found-${at}` : undefined}
        autoComplete="off"
        onChange={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setOpen(false);
            field.current?.blur();
          } else onKeyDown(event);
        }}
      />
      {isShown && (
        <Paper pos="absolute" right={0} left={{ base: -120, sm: 0 }} top={40} withBorder shadow="md" style={{ zIndex: 30 }}>
          <PersonList id="found" label="People" people={people} at={at} choose={open} />
          <Text size="xs" c="dimmed" px="sm" py={6} role="status">
            {hint(found, 'Arrows to move, Enter to open.')}
          </Text>
        </Paper>
      )}
    </Box>
  );
}
