/** What an event in a recording says to a person. Values come from the wire: control characters never pass. */
export function eventText(event: { readonly type: string; readonly [member: string]: unknown }): string {
  const word = (name: string): string => plain(event[name]);
  switch (event.type) {
    case 'opened':
      return `Connected to ${word('dialledAddress')}, right machine (${word('hostKeyFingerprint')})`;
    case 'warning':
      return `Warned: ${word('secondsLeft')} s left`;
    case 'command':
      return `Ran ${word('command')}`;
    case 'signal':
      return `Signal ${word('signal')}`;
    case 'break':
      return 'Break on the line';
    case 'input':
      return 'Typed something';
    case 'input-masked':
      return 'Typed something the machine did not show; it is not on record';
    default:
      return event.type.startsWith('channel.') || event.type.startsWith('request.')
        ? `Refused: ${refusedWords(event)}`
        : plain(event.type);
  }
}

function refusedWords(event: Readonly<Record<string, unknown>>): string {
  const { type: _type, ...rest } = event;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${plain(value)}`);
  return words.length > 0 ? words.join(', ') : plain(event['type']);
}

const longest = 200;

function plain(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  let shown = '';
  for (const character of text.slice(0, longest)) {
    const code = character.codePointAt(0) ?? 0;
    const isSafe =
      code >= 0x20 &&
      !(code >= 0x7f && code < 0xa0) &&
      !(code >= 0x202a && code <= 0x202e) &&
      !(code >= 0x2066 && code <= 0x2069);
    shown += isSafe ? character : '·';
  }
  return shown;
}
