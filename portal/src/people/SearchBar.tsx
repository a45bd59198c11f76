// The search for people in the top bar: `/` or Ctrl-K, a few letters, Enter.

import { Box, Paper, Text, TextInput } from '@mantine/core';
import { useClickOutside, useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { isComposing } from '../frame/composing';
import { type Person, usePersonSearch } from './usePersonSearch';
import { optionOf, PersonList } from './PersonList';

export function SearchBar() {
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const outside = useClickOutside(() => setOpen(false));
  const open = (person: Person) => {
    setOpen(false);
    type('');
    field.current?.blur();
    void navigate({ to: '/people/$userId/$tab', params: { userId: person.id, tab: 'coaching' } });
  };
  const { text, type, onKeyDown, onBlur, list, hint } = usePersonSearch({ choose: open, hintFor: () => 'Arrows to move, Enter to open.' });
  const focus = () => field.current?.focus();
  useHotkeys([['/', focus]]);
  // Unlike the slash, this works while typing in a field.
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
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls="found"
        aria-activedescendant={isShown ? optionOf('found', list.highlighted) : undefined}
        autoComplete="off"
        onChange={(event) => {
          type(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          onBlur();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !isComposing(event)) {
            setOpen(false);
            field.current?.blur();
          } else onKeyDown(event);
        }}
      />
      {isShown && (
        <Paper pos="absolute" right={0} left={{ base: -120, sm: 0 }} top={40} withBorder shadow="md" style={{ zIndex: 30 }}>
          <PersonList id="found" label="People" list={list} />
          <Text size="xs" c="dimmed" px="sm" py={6} role="status">
            {hint}
          </Text>
        </Paper>
      )}
    </Box>
  );
}
