import { plainLine } from '@gatehouse/kernel';

/** What an event in a recording says to a person. Values come from the wire: control characters never pass. */
export function eventText(event: { readonly type: string; readonly [member: string]: unknown }): string {
  const word = (name: string): string => plain(event[name]);
  switch (event.type) {
    case 'opened':
      if (event['kind'] === 'forward')
        return `Opened a connection to ${word('host')}:${word('port')}, through the machine`;
      if (event['kind'] === 'files') return 'Began file transfer';
      return event['hostKeyFingerprint'] === null
        ? `Connected to ${word('dialledAddress')}, identity cannot be proven`
        : `Connected to ${word('dialledAddress')}, right machine (${word('hostKeyFingerprint')})`;
    case 'channel.opened':
      return `A further channel, ${word('what')}`;
    case 'closed':
      return `Ended${exitWords(event['exit'])}`;
    case 'forward-failed':
      return 'The machine could not open the connection';
    case 'frozen':
      return event['reason']
        ? `${word('by')} held the input: ${word('reason')}`
        : `${word('by')} held the input`;
    case 'unfrozen':
      return 'The plant gave the input back';
    case 'session.input-dropped':
      return `Thrown away while the input was held: ${word('bytes')} bytes, ${word('signals')} signals, ${word('channels')} channels`;
    case 'message':
      return `${word('from')} wrote: ${word('text')}`;
    case 'watchers':
      return Array.isArray(event['names']) && event['names'].length > 0
        ? `Watching: ${event['names'].map(plain).join(', ')}`
        : 'Nobody watches any more';
    case 'file.open':
      return `Opens ${word('path')}`;
    case 'file.open-failed':
      return 'The machine did not open it';
    case 'file.transferred':
      return `${event['direction'] === 'in' ? 'Sent' : 'Fetched'} ${word('path')}, ${word('bytes')} bytes, ${
        typeof event['sha256'] === 'string' ? `SHA-256 ${word('sha256')}` : `no SHA-256: ${word('noSha256')}`
      }${event['complete'] === true ? '' : ', not complete'}`;
    case 'file.change':
      return `Wants to change files: ${word('op')} ${word('path')}`;
    case 'file.changed':
      return `${event['outcome'] === 'ok' ? 'Changed' : 'The machine did not change'} files: ${word('op')} ${word('path')}`;
    case 'file.refused':
      return `Refused: ${word('op')} ${word('path')}, ${word('why')}`;
    case 'file.scp':
      return `Copies by scp ${event['direction'] === 'in' ? 'to' : 'from'} ${word('path')}`;
    case 'file.stream-broken':
      return `What the ${word('by')} sent is no file transfer: ${word('why')}`;
    case 'warning':
      return `Warned: ${word('secondsLeft')} s left`;
    case 'command':
      return `Ran ${word('command')}`;
    case 'signal':
      return `Signal ${word('signal')}`;
    case 'break':
      return 'Break on the line';
    case 'recording.gap':
      return event['kind'] === 'screen-update' || event['kind'] === 'cursor' || event['kind'] === 'pointer'
        ? 'A change of the screen is on record and cannot be shown'
        : 'Something is missing here';
    case 'input-lifted':
      return `Let go at the machine: ${count(event['keys'], 'key')}, ${count(event['buttons'], 'button')}`;
    case 'input-refused':
      return `Refused, ${count(event['count'], 'time')}: ${refusedInputs.get(word('right')) ?? word('right')}`;
    case 'size-asked':
      return `Asked for a screen of ${word('width')} x ${word('height')}`;
    case 'bell':
      return 'The machine rang';
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

/** What a person tried who may not, by the right it takes. */
const refusedInputs: ReadonlyMap<string, string> = new Map([
  ['control', 'keys and pointer'],
  ['clipboard-in', 'pasting to the machine'],
  ['clipboard-out', 'copying from the machine'],
  ['ctrl-alt-del', 'Ctrl-Alt-Del'],
]);

function count(value: unknown, what: string): string {
  return `${plain(value)} ${value === 1 ? what : `${what}s`}`;
}

function exitWords(exit: unknown): string {
  if (typeof exit !== 'object' || exit === null) return '';
  if ('signal' in exit) return ` by signal ${plain(exit.signal)}`;
  return 'status' in exit ? ` with status ${plain(exit.status)}` : '';
}

function refusedWords(event: Readonly<Record<string, unknown>>): string {
  const { type: _type, ...rest } = event;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${plain(value)}`);
  return words.length > 0 ? words.join(', ') : plain(event['type']);
}

const longest = 200;

function plain(value: unknown): string {
  return plainLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), longest);
}
