import { eventText } from './event-text.js';

test('an event reads as a sentence', () => {
  expect(eventText({ type: 'opened', dialledAddress: '10.1.2.3:22', hostKeyFingerprint: 'SHA256:abc' })).toBe(
    'Connected to 10.1.2.3:22, right machine (SHA256:abc)',
  );
  const way = { type: 'opened', kind: 'forward', host: '10.9.0.5', port: 502, dialledAddress: '10.1.2.3:22' };
  expect(eventText(way)).toBe('Opened a connection to 10.9.0.5:502, through the machine');
  expect(eventText({ type: 'opened', kind: 'files' })).toBe('Began file transfer');
  expect(eventText({ type: 'closed', exit: { status: 3 } })).toBe('Ended with status 3');
  expect(eventText({ type: 'closed', exit: { signal: 'SIGKILL' } })).toBe('Ended by signal SIGKILL');
  expect(eventText({ type: 'closed', exit: null })).toBe('Ended');
  expect(eventText({ type: 'recording.gap', fromRecord: 3, toRecord: 5 })).toBe('Something is missing here');
  expect(eventText({ type: 'recording.gap', fromRecord: 3, toRecord: 4, kind: 'screen-update' })).toBe(
    'A change of the screen is on record and cannot be shown',
  );
  expect(eventText({ type: 'input-lifted', keys: 1, buttons: 2 })).toBe(
    'Let go at the machine: 1 key, 2 buttons',
  );
  expect(eventText({ type: 'input-refused', right: 'control', count: 3 })).toBe(
    'Refused, 3 times: keys and pointer',
  );
  expect(eventText({ type: 'input-refused', right: 'ctrl-alt-del', count: 1 })).toBe(
    'Refused, 1 time: Ctrl-Alt-Del',
  );
  expect(eventText({ type: 'size-asked', width: 1280, height: 720 })).toBe(
    'Asked for a screen of 1280 x 720',
  );
  expect(eventText({ type: 'bell' })).toBe('The machine rang');
  const sent = {
    type: 'file.transferred',
    direction: 'in',
    path: '/recipes/a',
    bytes: 7,
    sha256: 'ab',
    complete: true,
  };
  expect(eventText(sent)).toBe('Sent /recipes/a, 7 bytes, SHA-256 ab');
  expect(
    eventText({ ...sent, direction: 'out', sha256: null, noSha256: 'read twice', complete: false }),
  ).toBe('Fetched /recipes/a, 7 bytes, no SHA-256: read twice, not complete');
  expect(
    eventText({ type: 'channel.refused', what: 'direct-tcpip', destination: '169.254.169.254:80' }),
  ).toBe('Refused: what direct-tcpip, destination 169.254.169.254:80');
});

test('RI-18 control and direction characters of the wire never reach a screen, and length is bounded', () => {
  const text = eventText({ type: 'command', command: `\u001b]0;owned\u0007\u202e${'x'.repeat(1000)}` });
  expect([...text].every((character) => character >= ' ' && character !== '\u202e')).toBe(true);
  expect(text.length).toBeLessThan(220);
});

test('RI-18 names and words of people in the marks of supervision are letters only', () => {
  const hostile = '\u001b]0;owned\u0007\u009b31m\u202e';
  for (const event of [
    { type: 'frozen', by: hostile, reason: hostile },
    { type: 'message', from: hostile, text: hostile },
    { type: 'watchers', names: [hostile] },
    { type: hostile },
  ]) {
    expect(eventText(event)).toContain('owned');
    expect(eventText(event)).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});
