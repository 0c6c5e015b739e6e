import { useId } from 'react';

export interface Segment<T extends string> {
  value: T;
  label: string;
}

/** One of a few, as radio buttons side by side. `value` null shows none chosen. */
export function Segmented<T extends string>(props: {
  label: string;
  segments: readonly Segment<T>[];
  value: T | null;
  onChange: (value: T) => void;
  hideLabel?: boolean;
}) {
  const { label, segments, value, onChange, hideLabel = false } = props;
  const id = useId();
  return (
    <div className="field">
      <span className={hideLabel ? 'sr' : 'lab'} id={id}>
        {label}
      </span>
      <div className="seg" role="radiogroup" aria-labelledby={id}>
        {segments.map((segment) => (
          <label key={segment.value}>
            <input
              type="radio"
              name={id}
              checked={segment.value === value}
              onChange={() => onChange(segment.value)}
            />
            {segment.label}
          </label>
        ))}
      </div>
    </div>
  );
}
