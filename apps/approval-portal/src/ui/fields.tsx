import { belowField } from './field-problems.js';
import { Select, Textarea, TextInput } from '@mantine/core';

interface FieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

export function TextField(
  props: FieldProps & { type?: string; mono?: boolean; focus?: boolean; complete?: string },
) {
  const {
    label,
    hint,
    value,
    onChange,
    error,
    type = 'text',
    mono = false,
    focus = false,
    complete = 'off',
  } = props;
  return (
    <TextInput
      label={label}
      description={hint}
      type={type}
      value={value}
      error={belowField(label, error)}
      className={mono ? 'mono-field' : ''}
      data-autofocus={focus || undefined}
      autoComplete={complete}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function LongField(props: FieldProps & { rows?: number; mono?: boolean }) {
  const { label, hint, value, onChange, error, rows = 3, mono = false } = props;
  return (
    <Textarea
      label={label}
      description={hint}
      rows={rows}
      value={value}
      error={belowField(label, error)}
      className={mono ? 'mono-field' : ''}
      spellCheck={!mono}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export interface Choice {
  value: string;
  label: string;
}

/** One of a list that can be searched by typing. */
export function PickField(props: FieldProps & { choices: readonly Choice[] }) {
  const { label, hint, value, onChange, error, choices } = props;
  return (
    <Select
      label={label}
      description={hint}
      data={[...choices]}
      value={value === '' ? null : value}
      error={belowField(label, error)}
      searchable={choices.length > 8}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
