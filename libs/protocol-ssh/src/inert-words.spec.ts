import type { LegMessage, TerminalOpening } from '@gatehouse/session/plugin';
import { chooseFromMenu } from './choose-from-menu.js';
import { SshTerminalChannel } from './ssh-terminal-channel.js';
import type { WireChannel } from './wire-channel.js';

/** A title, a clipboard, a colour in C1, a turned line, a carriage return that would write over what stands there. */
const hostile = '\u001b]0;owned\u0007\u001b]52;c;eA==\u0007\u009b31m\u202e\rGH-OK';
const obeyed = /[\p{Cc}\u202a-\u202e]/u;

/** The channel of a client, of which only the writing is of interest. */
function leg(pty: TerminalOpening['pty']): { leg: SshTerminalChannel; written: () => string } {
  let text = '';
  const channel = {
    gone: new Promise<void>(() => undefined),
    write: async (_stream: string, bytes: Buffer) => void (text += bytes.toString('utf8')),
    read: async () => null,
  };
  const opening: TerminalOpening = { right: 'shell', command: null, pty, environment: {} };
  return {
    leg: new SshTerminalChannel(opening, channel as unknown as WireChannel),
    written: () => text,
  };
}

const at = new Date();
const messages: LegMessage[] = [
  { type: 'warning', secondsLeft: 60, text: hostile },
  { type: 'notice', text: hostile },
  { type: 'frozen', by: hostile, at, reason: hostile, text: hostile },
  { type: 'unfrozen', text: hostile },
  { type: 'message', from: hostile, at, words: hostile, text: hostile },
  { type: 'watchers', names: [hostile], text: hostile },
  { type: 'ended', code: 'GH-REVOKED', reason: 'revoked', text: `one\ntwo ${hostile}` },
];

test.each(messages.map((message) => [message.type, message] as const))(
  'RI-18 a terminal obeys nothing of what is said in a message of type %s',
  (_type, message) => {
    for (const pty of [null, { term: 'xterm', columns: 80, rows: 24, modes: {} }]) {
      const { leg: told, written } = leg(pty);
      told.tell(message);
      expect(written().replace(/\r?\n/g, '')).not.toMatch(obeyed);
      if (pty) expect(written()).toContain('owned');
    }
  },
);

test('RI-18 names of machines in the menu are letters and nothing more', async () => {
  const { leg: shown, written } = leg({ term: 'xterm', columns: 80, rows: 24, modes: {} });
  await chooseFromMenu(shown, [{ grantId: 'grant_1', handle: 'l2', text: hostile }]);
  expect(written()).toContain('owned');
  expect(written().replace(/\r?\n/g, '')).not.toMatch(obeyed);
});
