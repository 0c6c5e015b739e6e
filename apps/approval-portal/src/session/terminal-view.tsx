import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { isBarKey } from './bar-key.js';
import { openUnderStrictPolicy } from './open-under-strict-policy.js';
import { terminalLook } from './terminal-look.js';

export interface TerminalHandle {
  write(bytes: Uint8Array): void;
  focus(): void;
  readAloud(on: boolean): void;
  readonly columns: number;
  readonly rows: number;
}

/** The terminal. Every key goes to the machine but one: the one that leaves for the session bar. */
export function TerminalView(props: {
  label: string;
  onOpen: (handle: TerminalHandle) => void;
  onType: (bytes: Uint8Array<ArrayBuffer>) => void;
  onResize: (columns: number, rows: number) => void;
  onBarKey: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const terminal = new Terminal({
      ...terminalLook,
      fontSize: element.clientWidth < 600 ? 12 : terminalLook.fontSize,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      scrollback: 5000,
    });
    const fit = new FitAddon();
    const encoder = new TextEncoder();
    terminal.loadAddon(fit);
    openUnderStrictPolicy(terminal, element);
    terminal.textarea?.setAttribute('aria-label', latest.current.label);
    terminal.attachCustomKeyEventHandler((event) => {
      if (isBarKey(event)) {
        event.preventDefault();
        if (event.type === 'keydown') latest.current.onBarKey();
        return false;
      }
      if (event.type === 'keydown' && event.ctrlKey && event.shiftKey && event.code === 'KeyC') {
        event.preventDefault();
        void navigator.clipboard.writeText(terminal.getSelection());
        return false;
      }
      return true;
    });
    terminal.onData((text) => latest.current.onType(encoder.encode(text)));
    terminal.onBinary((text) => latest.current.onType(Uint8Array.from(text, (char) => char.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => latest.current.onResize(cols, rows));

    let gone = false;
    // Cells are measured in the font they will be drawn in, so it has to be there first.
    void Promise.allSettled([
      document.fonts.load('15px "Plex Mono"'),
      document.fonts.load('600 15px "Plex Mono"'),
    ]).then(() => {
      if (gone) return;
      fit.fit();
      terminal.focus();
      latest.current.onOpen({
        write: (bytes) => terminal.write(bytes),
        focus: () => terminal.focus(),
        readAloud: (on) => {
          terminal.options.screenReaderMode = on;
        },
        get columns() {
          return terminal.cols;
        },
        get rows() {
          return terminal.rows;
        },
      });
    });
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(element);
    return () => {
      gone = true;
      observer.disconnect();
      terminal.dispose();
    };
  }, []);

  return <div className="term-place" ref={place} />;
}
