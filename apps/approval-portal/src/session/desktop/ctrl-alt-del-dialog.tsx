import { Modal } from '@mantine/core';
import { text } from '../../text/en.js';

/** Asks first: on many machines it opens a menu from which they are shut down, on some it restarts them at once. */
export function CtrlAltDelDialog(props: {
  opened: boolean;
  machine: string;
  onGo: () => void;
  onClose: () => void;
  /** It is gone, and the focus is nowhere. */
  onGone: () => void;
}) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      returnFocus={false}
      onExitTransitionEnd={props.onGone}
      title={text.desktop.ctrlAltDelTitle(props.machine)}
      size={520}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
    >
      <div className="stack">
        <p>{text.desktop.ctrlAltDelWhat}</p>
        <div className="ask-acts">
          <button type="button" className="btn" data-autofocus onClick={props.onClose}>
            {text.common.cancel}
          </button>
          <button
            type="button"
            className="btn pri"
            onClick={() => {
              props.onGo();
              props.onClose();
            }}
          >
            {text.desktop.ctrlAltDelGo}
          </button>
        </div>
      </div>
    </Modal>
  );
}
