import { longestClipboard } from '@gatehouse/screen';
import { useState } from 'react';
import { text } from '../../text/en.js';
import { CopyButton } from '../../ui/copy-button.js';
import { IconSend, IconX } from '../../ui/icons.js';

/** Text to the machine and from it, as far as the access goes. Nothing goes by itself: not the person's own clipboard either. */
export function ClipboardPanel(props: {
  rights: { readonly in: boolean; readonly out: boolean };
  /** What the machine put on its clipboard last; null while it has not. */
  fromMachine: string | null;
  isHeld: boolean;
  onPaste: (words: string) => void;
  onClose: () => void;
}) {
  const { rights, fromMachine, isHeld, onPaste, onClose } = props;
  const [words, setWords] = useState('');
  const [sent, setSent] = useState(false);
  const isTooLong = new TextEncoder().encode(words).length > longestClipboard;
  return (
    <aside className="clip" aria-label={text.desktop.clipboard}>
      <div className="clip-h">
        <h2>{text.desktop.clipboard}</h2>
        <button type="button" className="btn ic" aria-label={text.common.close} onClick={onClose}>
          <IconX className="i" />
        </button>
      </div>
      {rights.in ? (
        <form
          className="clip-f"
          onSubmit={(event) => {
            event.preventDefault();
            onPaste(words);
            setSent(true);
          }}
        >
          <label className="lab" htmlFor="clip-in">
            {text.desktop.toMachine}
          </label>
          <textarea
            id="clip-in"
            className="in"
            rows={5}
            spellCheck={false}
            autoComplete="off"
            value={words}
            onChange={(event) => {
              setWords(event.currentTarget.value);
              setSent(false);
            }}
          />
          <p className="hint" role="status">
            {isTooLong ? text.desktop.tooLong : sent ? text.desktop.onClipboard : text.desktop.toMachineHint}
          </p>
          <button type="submit" className="btn pri" disabled={words === '' || isTooLong || isHeld}>
            <IconSend className="i" /> {isHeld ? text.desktop.pasteHeld : text.desktop.putOnClipboard}
          </button>
        </form>
      ) : (
        <p className="hint">{text.desktop.noPaste}</p>
      )}
      {rights.out ? (
        <div className="clip-f">
          <label className="lab" htmlFor="clip-out">
            {text.desktop.fromMachine}
          </label>
          <textarea
            id="clip-out"
            className="in"
            rows={5}
            readOnly
            spellCheck={false}
            placeholder={text.desktop.nothingCopied}
            value={fromMachine ?? ''}
          />
          {fromMachine !== null && <CopyButton value={fromMachine} what={text.desktop.fromMachineWhat} />}
        </div>
      ) : (
        <p className="hint">{text.desktop.noCopy}</p>
      )}
      <p className="hint clip-foot">{text.desktop.clipboardOnRecord}</p>
    </aside>
  );
}
