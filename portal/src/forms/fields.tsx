// Form fields that take and return values as the API has them: dates, numbers, choices, timestamps and texts.

import { NativeSelect, NumberInput, Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core';
import { inWords } from '../format';

interface FieldProps<T> {
  label: string;
  description?: string;
  value: T;
  error?: string;
  onChange: (value: T) => void;
}

export function DayField({ value, onChange, ...rest }: FieldProps<string | null | undefined>) {
  return <TextInput type="date" value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || null)} {...rest} />;
}

export function NumberField({ value, onChange, ...rest }: FieldProps<number | null | undefined>) {
  return (
    <NumberInput hideControls value={value ?? ''} onChange={(number) => onChange(typeof number === 'number' ? number : null)} {...rest} />
  );
}

export function Choice<T extends string>({
  value,
  onChange,
  choices,
  ...rest
}: FieldProps<T> & { choices: readonly T[] | Record<T, string> }) {
  const data = Array.isArray(choices)
    ? choices.map((choice: T) => ({ value: choice, label: inWords(choice) }))
    : Object.entries<string>(choices as Record<T, string>).map(([choice, label]) => ({ value: choice, label }));
  return <NativeSelect value={value} data={data} onChange={(event) => onChange(event.currentTarget.value as T)} {...rest} />;
}

/** The latest time that the field takes. The browser lets people type years of six digits. */
const LATEST = '9999-12-31T23:59';

/** A timestamp, entered in the reader's time zone. */
export function MomentField({ value, onChange, ...rest }: FieldProps<string>) {
  const local = new Date(new Date(value).getTime() - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <TextInput
      type="datetime-local"
      required
      max={LATEST}
      value={local}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        if (typed.length === LATEST.length) onChange(new Date(typed).toISOString());
      }}
      {...rest}
    />
  );
}

/** The props of a text field, whose value may be absent. */
type TextFieldProps<Props> = Omit<Props, 'value' | 'onChange'> & {
  value: string | null | undefined;
  onChange: (text: string) => void;
};

/** A line of text, in either writing direction. */
export function TextField({ value, onChange, maxLength = 200, ...rest }: TextFieldProps<TextInputProps>) {
  return (
    <TextInput dir="auto" maxLength={maxLength} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} {...rest} />
  );
}

/** A text of several lines. The field grows with it. */
export function ProseField({ value, onChange, maxLength = 4_000, rows = 2, ...rest }: TextFieldProps<TextareaProps>) {
  return (
    <Textarea
      autosize
      minRows={rows}
      dir="auto"
      maxLength={maxLength}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...rest}
    />
  );
}
