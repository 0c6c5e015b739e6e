/** A choice inside a sentence: a real select, so it is one on a phone and to a screen reader. */
export function SentenceChoice<T extends string | number>(props: {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  disabled?: boolean;
}) {
  const { label, value, choices, onChange, disabled = false } = props;
  return (
    <select
      className="k"
      aria-label={label}
      disabled={disabled}
      value={String(value)}
      onChange={(event) => {
        const chosen = choices.find((choice) => String(choice.value) === event.currentTarget.value);
        if (chosen) onChange(chosen.value);
      }}
    >
      {choices.map((choice) => (
        <option key={String(choice.value)} value={String(choice.value)}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
