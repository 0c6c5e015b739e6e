import { useEffect, useRef, useState } from 'react';
import { text } from '../../text/en.js';
import { keysymOf, keysyms } from './keysym-of.js';
import { typedSince } from './typed-since.js';

/** Always something to erase: a keyboard on a screen says nothing of a Backspace in an empty field. */
const filler = '_'.repeat(40);

const row = [
  ['escape', text.desktop.keyEscape],
  ['tab', text.desktop.keyTab],
  ['left', text.desktop.keyLeft],
  ['up', text.desktop.keyUp],
  ['down', text.desktop.keyDown],
  ['right', text.desktop.keyRight],
] as const;

/**
 * The phone's own keyboard for the machine, with a row of the keys that it lacks. Ctrl and Alt stay down for the one
 * key that follows.
 */
export function ScreenKeyboard({ onKey }: { onKey: (keysym: number, down?: boolean) => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const before = useRef(filler);
  const [held, setHeld] = useState<readonly ('control' | 'alt')[]>([]);
  useEffect(() => field.current?.focus(), []);
  const press = (keysym: number): void => {
    for (const key of held) onKey(keysyms[key], true);
    onKey(keysym);
    for (const key of [...held].reverse()) onKey(keysyms[key], false);
    setHeld([]);
  };
  const take = (element: HTMLTextAreaElement): void => {
    const { erased, added } = typedSince(before.current, element.value);
    for (let count = 0; count < erased; count += 1) press(keysyms.backspace);
    for (const character of added) press(keysymOf(character));
    before.current = element.value;
  };
  const fill = (element: HTMLTextAreaElement): void => {
    element.value = filler;
    before.current = filler;
    element.setSelectionRange(filler.length, filler.length);
  };
  /** The buttons leave the focus where it is, or the keyboard would go away. */
  const stay = (event: React.PointerEvent) => event.preventDefault();
  return (
    <div className="keys" role="group" aria-label={text.desktop.keyboard}>
      <textarea
        ref={field}
        className="keys-in"
        aria-label={text.desktop.typeHere}
        defaultValue={filler}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        rows={1}
        onFocus={(event) => fill(event.currentTarget)}
        onInput={(event) => {
          take(event.currentTarget);
          const isComposing = event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing;
          if (!isComposing) fill(event.currentTarget);
        }}
        onCompositionEnd={(event) => fill(event.currentTarget)}
      />
      {(['control', 'alt'] as const).map((key) => (
        <button
          key={key}
          type="button"
          className="btn"
          aria-pressed={held.includes(key)}
          onPointerDown={stay}
          onClick={() => setHeld(held.includes(key) ? held.filter((one) => one !== key) : [...held, key])}
        >
          {key === 'control' ? text.desktop.keyControl : text.desktop.keyAlt}
        </button>
      ))}
      {row.map(([key, name]) => (
        <button
          key={key}
          type="button"
          className="btn"
          aria-label={text.desktop.keyNames[key]}
          onPointerDown={stay}
          onClick={() => press(keysyms[key])}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
