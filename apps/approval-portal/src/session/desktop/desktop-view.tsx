import RFB from '@novnc/novnc';
import { useEffect, useRef } from 'react';
import { isBarKey } from '../bar-key.js';
import { closeInput } from './input-gate.js';
import type { RfbChannel } from './rfb-channel.js';

export interface DesktopHandle {
  focus(): void;
  /** A key by its keysym, down and up, or only one of them. */
  key(keysym: number, down?: boolean): void;
  ctrlAltDel(): void;
  /** Puts text on the clipboard of the machine. */
  paste(text: string): void;
}

/**
 * The machine's screen. Every key goes to the machine but one: the one that leaves for the session bar. A key or button
 * that is down when the screen loses the focus is let go, so that none stays down at the machine.
 */
export function DesktopView(props: {
  channel: RfbChannel;
  label: string;
  mayControl: boolean;
  /** The plant holds the input. */
  isHeld: boolean;
  isFit: boolean;
  /** A finger moves the picture, and not the pointer. */
  isMoving: boolean;
  /** Typing goes on elsewhere on this page, and a touch must not take it away. */
  isTypedElsewhere: boolean;
  onShown: (handle: DesktopHandle) => void;
  onClipboard: (text: string) => void;
  /** The picture does not fit and can be moved. */
  onClipped: (isClipped: boolean) => void;
  onBarKey: () => void;
}) {
  const { channel, mayControl, isHeld, isFit, isMoving, isTypedElsewhere } = props;
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<RFB | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const rfb = new RFB(element, channel, { shared: true });
    viewer.current = rfb;
    rfb.background = 'transparent';
    rfb.showDotCursor = latest.current.mayControl;
    rfb.addEventListener('connect', () => {
      const canvas = element.querySelector('canvas');
      canvas?.setAttribute('aria-label', latest.current.label);
      canvas?.setAttribute('role', 'application');
      if (canvas) canvas.tabIndex = 0;
      if (latest.current.mayControl) rfb.focus();
      latest.current.onShown({
        focus: () => rfb.focus(),
        key: (keysym, down) => rfb.sendKey(keysym, null, down),
        ctrlAltDel: () => rfb.sendCtrlAltDel(),
        paste: (text) => rfb.clipboardPasteFrom(text),
      });
    });
    rfb.addEventListener('clipboard', ({ detail }) => latest.current.onClipboard(detail.text));
    rfb.addEventListener('clippingviewport', ({ detail }) => latest.current.onClipped(detail));
    const barKey = (event: KeyboardEvent): void => {
      if (!isBarKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.type === 'keydown') latest.current.onBarKey();
    };
    // noVNC lets go of all keys when the window loses the focus; the same goes for its screen.
    const letGo = (): void => void dispatchEvent(new FocusEvent('blur'));
    element.addEventListener('keydown', barKey, { capture: true });
    element.addEventListener('focusout', letGo);
    let isOver = false;
    rfb.addEventListener('disconnect', () => (isOver = true));
    channel.flow();
    return () => {
      element.removeEventListener('keydown', barKey, { capture: true });
      element.removeEventListener('focusout', letGo);
      viewer.current = null;
      if (!isOver) rfb.disconnect();
    };
  }, [channel]);

  useEffect(() => {
    if (!mayControl && place.current) return closeInput(place.current);
  }, [mayControl]);
  useEffect(() => {
    const rfb = viewer.current;
    if (!rfb) return;
    // One finger cannot scroll a screen that takes its touches, so there the picture is cut and moved instead.
    const isTouched = matchMedia('(pointer: coarse)').matches;
    rfb.viewOnly = isHeld;
    rfb.scaleViewport = isFit;
    rfb.clipViewport = !isFit && isTouched && mayControl;
    rfb.dragViewport = isMoving;
    rfb.focusOnClick = !isTypedElsewhere;
  }, [channel, mayControl, isHeld, isFit, isMoving, isTypedElsewhere]);

  return <div className={`desk-place ${mayControl ? '' : 'view-only'}`} ref={place} />;
}
