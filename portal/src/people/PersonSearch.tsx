import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { hint, useFound } from './find';
import { type Person, PersonList, useChosen } from './PersonList';

interface Props {
  /** Tells this list from others on the screen. */
  id: string;
  chosen: Person | null;
  choose: (person: Person | null) => void;
  /** What a second Enter on the chosen one does. */
  confirm: () => void;
  /** What that is called. */
  does: string;
  /** Why a person can't be chosen, if so. */
  reason: (person: Person) => string | undefined;
}

/** Find and choose a person: Enter chooses, a second Enter goes on. Who can't be chosen stays visible, with the reason. */
export function PersonSearch({ id, chosen, choose, confirm, does, reason }: Props) {
  const [text, setText] = useState('');
  const found = useFound(text);
  const { people } = found;
  const { at, onKeyDown } = useChosen(people, choose);
  return (
    <>
      <TextInput
        data-autofocus
        label="Name or e-mail"
        value={text}
        role="combobox"
        aria-expanded={people.length > 0}
        aria-controls={id}
        aria-activedescendant={people.length > 0 ? `${id}-${at}` : undefined}
        autoComplete="off"
        dir="auto"
        onChange={(event) => {
          setText(event.currentTarget.value);
          choose(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && chosen && chosen.id === people[at]?.id) {
            event.preventDefault();
            confirm();
          } else onKeyDown(event);
        }}
      />
      <PersonList id={id} label="People to choose from" people={people} at={at} choose={choose} reason={reason} />
      <Text size="xs" c="dimmed" role="status">
        {hint(found, `Enter chooses, a second Enter ${does}.`)}
      </Text>
    </>
  );
}
