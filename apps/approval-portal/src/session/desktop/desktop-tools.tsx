import { text } from '../../text/en.js';
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconArrowsMove,
  IconClipboard,
  IconKeyboard,
  IconMaximize,
  IconMinimize,
} from '../../ui/icons.js';
import { useFullScreen } from './use-full-screen.js';

export interface DesktopChoices {
  readonly isFit: boolean;
  readonly isMoving: boolean;
  readonly showsClipboard: boolean;
  readonly showsKeyboard: boolean;
}

/** How the screen is shown and what else goes to the machine. A button that the access does not cover is not there. */
export function DesktopTools(props: {
  choices: DesktopChoices;
  change: (part: Partial<DesktopChoices>) => void;
  may: { readonly control: boolean; readonly clipboard: boolean; readonly ctrlAltDel: boolean };
  isClipped: boolean;
  isReady: boolean;
  onCtrlAltDel: () => void;
}) {
  const { choices, change, may, isClipped, isReady, onCtrlAltDel } = props;
  const fullScreen = useFullScreen();
  const isTouched = matchMedia('(pointer: coarse)').matches;
  return (
    <>
      {may.control && isTouched && (
        <ToolButton
          label={text.desktop.keyboard}
          isOn={choices.showsKeyboard}
          onClick={() => change({ showsKeyboard: !choices.showsKeyboard })}
        >
          <IconKeyboard className="i" />
        </ToolButton>
      )}
      {isClipped && (
        <ToolButton
          label={text.desktop.move}
          isOn={choices.isMoving}
          onClick={() => change({ isMoving: !choices.isMoving })}
        >
          <IconArrowsMove className="i" />
        </ToolButton>
      )}
      <ToolButton
        label={choices.isFit ? text.desktop.actual : text.desktop.fit}
        onClick={() => change({ isFit: !choices.isFit, isMoving: false })}
      >
        {choices.isFit ? <IconArrowsMaximize className="i" /> : <IconArrowsMinimize className="i" />}
      </ToolButton>
      {fullScreen && (
        <ToolButton
          label={fullScreen.isOn ? text.desktop.leaveFullScreen : text.desktop.fullScreen}
          onClick={fullScreen.toggle}
        >
          {fullScreen.isOn ? <IconMinimize className="i" /> : <IconMaximize className="i" />}
        </ToolButton>
      )}
      {may.clipboard && (
        <ToolButton
          label={text.desktop.clipboard}
          isOn={choices.showsClipboard}
          onClick={() => change({ showsClipboard: !choices.showsClipboard })}
        >
          <IconClipboard className="i" />
        </ToolButton>
      )}
      {may.ctrlAltDel && (
        <button type="button" className="btn" disabled={!isReady} onClick={onCtrlAltDel}>
          {text.desktop.ctrlAltDel}
        </button>
      )}
    </>
  );
}

/** A button of a picture alone; its words are its name and its hint. A press on it leaves the focus on the screen. */
function ToolButton(props: {
  label: string;
  isOn?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="btn ic"
      aria-label={props.label}
      title={props.label}
      {...(props.isOn === undefined ? {} : { 'aria-pressed': props.isOn })}
      onPointerDown={(event) => event.preventDefault()}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
