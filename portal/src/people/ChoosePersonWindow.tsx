// A window that searches for one person and then does something with them, such as transferring a caseload. What it does,
// says and offers is always about the person who was chosen when it was sent.

import { Stack } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { Form } from '../forms/Form';
import type { Act } from '../frame/act';
import { DialogButtons } from '../frame/DialogButtons';
import { ErrorAlert } from '../frame/ErrorAlert';
import { Window } from '../frame/Window';
import { PersonSearch } from './PersonSearch';
import { type Person, usePersonSearch } from './usePersonSearch';

interface Props<Input extends { person: Person }> {
  title: string;
  /** The id of the search's list, unique on the screen. */
  id: string;
  /** What Enter does with the chosen person, as in “Enter transfers”. */
  action: string;
  /** The label of the button; without one, only Cancel is offered. */
  label?: (person: Person | null) => string | undefined;
  /** Why a person can't be chosen, if so. */
  whyNot: (person: Person) => string | undefined;
  /** What the button or a second Enter does. */
  act: Act<Input>;
  /** What is sent about the chosen person. */
  inputFor: (person: Person) => Input;
  /** Whether a failure is shown by `children` instead of here. */
  showsError?: (person: Person) => boolean;
  close: () => void;
  /** What is shown below the search, about the chosen person and, if they can be chosen, `person`. */
  children?: (chosen: Person | null, person: Person | null) => ReactNode;
  /** Replaces the search. */
  instead?: ReactNode;
}

export function ChoosePersonWindow<Input extends { person: Person }>(props: Props<Input>) {
  const { title, id, action, label, whyNot, act, inputFor, showsError, close, children, instead } = props;
  const form = useRef<HTMLFormElement>(null);
  const search = usePersonSearch({
    // A field that is missing or wrong gets the focus, with the reason.
    confirm: () => form.current?.requestSubmit(),
    hintFor: (person) => {
      if (!person) return `Enter chooses, a second Enter ${action}.`;
      const why = whyNot(person);
      return why ? `${person.name}: ${why}` : `${person.name} is chosen. Enter ${action}.`;
    },
  });
  const { chosen } = search;
  const person = chosen && whyNot(chosen) === undefined ? chosen : null;
  const text = label?.(person);
  const submit = () => {
    if (person && text) act.start(inputFor(person));
  };
  // The failure is that of the person for whom it was sent.
  const error = chosen && act.input?.person.id === chosen.id && !showsError?.(chosen) ? act.error : null;
  return (
    <Window close={close} title={title} size="lg">
      {instead ?? (
        <Form submit={submit} form={form}>
          <Stack gap="sm">
            <PersonSearch id={id} search={search} whyNot={whyNot} />
            {children?.(chosen, person)}
            {error && <ErrorAlert error={error} retry={submit} />}
            <DialogButtons close={close} label={text} disabled={!person} loading={act.isPending} />
          </Stack>
        </Form>
      )}
    </Window>
  );
}
