import { plainLine } from '@gatehouse/kernel';
import type { AuditEntryView } from '@gatehouse/persistence';

/** One line for an entry of the audit trail. Kinds nobody has written words for are shown as they are called. */
export function dossierText(entry: AuditEntryView): string {
  const words = texts[entry.kind];
  return words ? words(entry.data) : entry.kind;
}

type Data = Readonly<Record<string, unknown>>;

const texts: Readonly<Record<string, (data: Data) => string>> = {
  'request.submitted': () => 'Access was asked for',
  'request.reviewed': (data) =>
    text(data, 'verdict') === 'deny' ? 'Access was denied' : 'Access was approved',
  'request.approved': () => 'Enough people approved',
  'request.denied': () => 'The request was closed as denied',
  'request.withdrawn': () => 'The request was withdrawn',
  'request.expired': () => 'Nobody answered the request in time',
  'grant.scheduled': () => 'The access was set up',
  'grant.opened': () => 'The access opened',
  'grant.closed': (data) =>
    text(data, 'reason') === 'revoked' ? 'The access was taken back' : 'The access ended by itself',
  'connect-ticket.issued': (data) =>
    text(data, 'door') === 'viewer'
      ? 'A token for an own viewer was made'
      : 'A connection from the browser was prepared',
  'viewer-password.issued': () => 'A password for an own viewer without encryption was made',
  'viewer-password.spent': () =>
    'An own viewer signed in by a password alone; its connection is not encrypted',
  'connection.authorized': (data) => `Connecting was allowed (${legOf(data)})`,
  'connection.refused': (data) => `Connecting was refused: ${text(data, 'code')}`,
  'credential.leased': () => 'The stored password or key was lent to the gateway for this session',
  'session.started': (data) =>
    data['hostKeyFingerprint'] === null
      ? `The session began with ${text(data, 'dialledAddress')}; the identity of the machine cannot be proven`
      : `The session began; the machine at ${text(data, 'dialledAddress')} proved its identity ${text(data, 'hostKeyFingerprint')}`,
  'session.end-requested': (data) =>
    data['reason'] ? `The end was asked for: ${text(data, 'reason')}` : 'The end was asked for',
  'session.frozen': (data) =>
    data['reason'] ? `The plant held the input: ${text(data, 'reason')}` : 'The plant held the input',
  'session.unfrozen': () => 'The plant gave the input back',
  'session.input-dropped': (data) =>
    `While the input was held, ${text(data, 'bytes')} bytes typed, ${text(data, 'signals')} signals and ${text(data, 'channels')} new channels were thrown away`,
  'session.message-sent': (data) => `The plant wrote to the screen: ${text(data, 'text')}`,
  'session.watched': (data) =>
    data['as'] === 'thumbnail'
      ? 'Somebody of the plant looked at small pictures of it'
      : 'Somebody of the plant began to watch',
  'session.ended': (data) =>
    `The session ended: ${endWords(data)}; ${
      data['disconnectVerified'] === true
        ? 'both sides were seen closed'
        : 'whether both sides are closed is not known'
    }${departureWords(data)}`,
  'session.killed-locally': () => 'The session was ended at the plant by the local kill',
  'channel.opened': (data) => `A further channel was opened: ${text(data, 'what')}`,
  'channel.refused': (data) =>
    `Something outside this access was refused: ${refusedWords(data)}${data['destination'] ? ` to ${text(data, 'destination')}` : ''}`,
  'file.refused': (data) =>
    `A file operation outside this access was refused: ${text(data, 'op')} ${text(data, 'path')}, because ${text(data, 'why')}`,
  'connection.cut': (data) => `The connection was cut: ${text(data, 'why')}`,
  'host-key.mismatch': (data) => `The machine showed another identity: ${text(data, 'fingerprint')}`,
  'recording.checkpoint': (data) => `The recording was signed up to part ${text(data, 'seq')}`,
  'recording.sealed': (data) =>
    data['complete'] === true
      ? 'The recording was sealed, complete'
      : `The recording was sealed: ${text(data, 'reason')}`,
  'recording.viewed': () => 'The recording was looked at',
  'recording.exported': (data) =>
    data['form'] === 'picture'
      ? 'A picture of the recording was taken'
      : data['form'] === 'video'
        ? 'A video of the recording was made'
        : 'The recording was exported',
  'recording.verified': () => 'The recording was checked',
};

const reasons: Readonly<Record<string, string>> = {
  'client-left': 'the vendor left',
  'target-left': 'the machine closed it',
  'window-ended': 'the time slot was over',
  revoked: 'the plant took the access back',
  locked: 'access was blocked',
  'recording-lost': 'the recording failed',
  'attendant-missing': 'nobody confirmed to stand at the machine',
  idle: 'nothing was typed for too long',
  'stale-authority': 'the gateway could not confirm the access',
  error: 'a fault',
};

/** How a machine with RDP was left; nothing for one whose protocol has no word for it. */
const departures: Readonly<Record<string, string>> = {
  'logged-off': '; the account was logged off at the machine',
  disconnected:
    '; the account was disconnected: the machine decides whether its session there goes on without anybody',
  'not-known': '; whether the account is still signed in at the machine is not known',
};

function departureWords(data: Data): string {
  return departures[String(data['departure'])] ?? '';
}

function endWords(data: Data): string {
  return reasons[text(data, 'reason')] ?? text(data, 'reason');
}

/** What an RDP client calls the channels of its redirections (MS-RDPEFS, MS-RDPEA, MS-RDPEDYC). */
const rdpChannels: ReadonlyMap<string, string> = new Map([
  ['rdpdr', 'drives, printers and ports of the own machine'],
  ['rdpsnd', 'sound'],
  ['drdynvc', 'further channels'],
  ['cliprdr', 'the clipboard'],
]);

function refusedWords(data: Data): string {
  const what = text(data, 'what');
  const words = rdpChannels.get(what.toLowerCase());
  return words === undefined ? what : `${words} (${what})`;
}

function legOf(data: Data): string {
  const leg = text(data, 'clientLeg');
  if (leg === 'web') return 'in the browser';
  if (leg === 'rdp') return 'own RDP client';
  return leg === 'vnc' ? 'own VNC viewer' : 'own ssh client';
}

function text(data: Data, name: string): string {
  const value = data[name];
  return typeof value === 'string' || typeof value === 'number' ? plainLine(String(value)) : 'not known';
}
