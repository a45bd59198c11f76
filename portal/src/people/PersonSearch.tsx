// A field to search for a person and choose them: Enter chooses, a second Enter confirms. People who can't be chosen are
// shown with the reason.

import { Text, TextInput } from '@mantine/core';
import type { Person, usePersonSearch } from './usePersonSearch';
import { optionOf, PersonList } from './PersonList';

interface Props {
  /** The id of its list, unique on the screen. */
  id: string;
  search: ReturnType<typeof usePersonSearch>;
  /** Why a person can't be chosen, if so. */
  whyNot: (person: Person) => string | undefined;
}

export function PersonSearch({ id, search, whyNot }: Props) {
  const { text, type, onKeyDown, onBlur, list, hint } = search;
  return (
    <>
      <TextInput
        data-autofocus
        label="Name or e-mail"
        value={text}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={list.people.length > 0}
        aria-controls={id}
        aria-activedescendant={optionOf(id, list.highlighted)}
        autoComplete="off"
        dir="auto"
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      <PersonList id={id} label="People to choose from" list={list} whyNot={whyNot} />
      <Text size="xs" c="dimmed" role="status">
        {hint}
      </Text>
    </>
  );
}
