import type { ITerminalOptions } from '@xterm/xterm';

/** The terminal is dark in both schemes, as the machine's own screen is; the player shows the same. */
export const terminalLook = {
  fontFamily: '"Plex Mono", ui-monospace, Consolas, monospace',
  fontSize: 15,
  lineHeight: 1.3,
  fontWeightBold: '600',
  theme: {
    background: '#0C1013',
    foreground: '#D5DCE0',
    cursor: '#D5DCE0',
    cursorAccent: '#0C1013',
    selectionBackground: '#2F5F86',
    black: '#2A3238',
    red: '#F0857B',
    green: '#8FD0A8',
    yellow: '#F3C85B',
    blue: '#7DB7E3',
    magenta: '#D3A4E0',
    cyan: '#7FCFCF',
    white: '#D5DCE0',
    brightBlack: '#8E9BA3',
    brightRed: '#FF9C92',
    brightGreen: '#A9E3BF',
    brightYellow: '#FFD974',
    brightBlue: '#A5CBE6',
    brightMagenta: '#E5C2EE',
    brightCyan: '#A6E3E3',
    brightWhite: '#FFFFFF',
  },
  /** Links of a machine are text here: a machine must not be able to send a person anywhere. */
  linkHandler: { activate: () => undefined },
} satisfies ITerminalOptions;
