// Fields as the API's values need them: a day is a day or none, a choice has the API's names.

import { NativeSelect, NumberInput, Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core';
import { inWords } from '../words';

interface Of<T> {
  label: string;
  description?: string;
  value: T;
  error?: string;
  onChange: (value: T) => void;
}

export function DayField({ value, onChange, ...rest }: Of<string | null | undefined>) {
  return <TextInput type="date" value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || null)} {...rest} />;
}

export function NumberField({ value, onChange, ...rest }: Of<number | null | undefined>) {
  return (
    <NumberInput hideControls value={value ?? ''} onChange={(number) => onChange(typeof number === 'number' ? number : null)} {...rest} />
  );
}

export function Choice<T extends string>({ value, onChange, choices, ...rest }: Of<T> & { choices: readonly T[] | Record<T, string> }) {
  const data = Array.isArray(choices)
    ? choices.map((choice: T) => ({ value: choice, label: inWords(choice) }))
    : Object.entries<string>(choices as Record<T, string>).map(([choice, label]) => ({ value: choice, label }));
  return <NativeSelect value={value} data={data} onChange={(event) => onChange(event.currentTarget.value as T)} {...rest} />;
}

/** A moment, in the reader's own time zone; the field's value has no zone. */
export function MomentField({ value, onChange, ...rest }: Of<string>) {
  const local = new Date(new Date(value).getTime() - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <TextInput
      type="datetime-local"
      required
      value={local}
      onChange={(event) => event.currentTarget.value && onChange(new Date(event.currentTarget.value).toISOString())}
      {...rest}
    />
  );
}

/** The props of a text field, but for its value: text, or none. */
type OfText<Props> = Omit<Props, 'value' | 'onChange' | 'maxLength'> & {
  value: string | null | undefined;
  /** The most characters, as the API has it. */
  most?: number;
  onChange: (text: string) => void;
};

/** A line of text, in whichever direction it is written. */
export function TextField({ value, onChange, most = 200, ...rest }: OfText<TextInputProps>) {
  return <TextInput dir="auto" maxLength={most} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} {...rest} />;
}

/** A text of several lines, which grows as one writes. */
export function ProseField({ value, onChange, most = 4_000, rows = 2, ...rest }: OfText<TextareaProps>) {
  return (
    <Textarea
      autosize
      minRows={rows}
      dir="auto"
      maxLength={most}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...rest}
    />
  );
}
