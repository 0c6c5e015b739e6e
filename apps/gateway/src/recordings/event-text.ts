import { plainLine } from '@gatehouse/kernel';

/** What an event in a recording says to a person. Values come from the wire: control characters never pass. */
export function eventText(event: { readonly type: string; readonly [member: string]: unknown }): string {
  const word = (name: string): string => plain(event[name]);
  switch (event.type) {
    case 'opened':
      if (event['kind'] === 'forward')
        return `Opened a connection to ${word('host')}:${word('port')}, through the machine`;
      if (event['kind'] === 'files') return 'Began file transfer';
      return `Connected to ${word('dialledAddress')}, right machine (${word('hostKeyFingerprint')})`;
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
    case 'warning':
      return `Warned: ${word('secondsLeft')} s left`;
    case 'command':
      return `Ran ${word('command')}`;
    case 'signal':
      return `Signal ${word('signal')}`;
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
