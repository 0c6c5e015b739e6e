import {
  type ChannelRight,
  type Protocol,
  type RequestState,
  type RightKind,
  rightParts,
} from '@gatehouse/contracts';
import { keep, rich, strong, verb, type RichText } from '../rich-text.js';

/** What a decision sentence is made of; times are already in plant time. */
export interface Asked {
  name: string;
  organisation: string | null;
  machine: string;
  location: string;
  /** Machines beside the first. */
  others: number;
  times: string;
  length: string;
  verb: string;
}

const states: Record<RequestState, string> = {
  pending: 'Waiting for an answer',
  approved: 'Approved',
  denied: 'Denied',
  withdrawn: 'Taken back',
  expired: 'Not answered in time',
};

const rightKinds: Record<RightKind, string> = {
  shell: 'Terminal',
  exec: 'Single commands',
  'files-in': 'Send files',
  'files-out': 'Fetch files',
  forward: 'Reach a port',
  view: 'See the screen',
  control: 'Use keys and pointer',
  'clipboard-in': 'Paste text',
  'clipboard-out': 'Copy text out',
  'ctrl-alt-del': 'Ctrl-Alt-Del',
};
const rightHints: Record<RightKind, string> = {
  shell: 'Type in a terminal on the machine',
  exec: 'Run one command, read its output',
  'files-in': 'Copy files onto the machine, change and delete them there',
  'files-out': 'Copy files from the machine',
  forward: 'Use a network port that the machine can reach',
  view: 'Look at what the machine shows',
  control: 'Type and click on the machine',
  'clipboard-in': 'Put text on the clipboard of the machine',
  'clipboard-out': 'Take text from the clipboard of the machine',
  'ctrl-alt-del': 'Press Ctrl-Alt-Del, which can restart a machine',
};

const ways: Record<Protocol, string> = {
  ssh: 'Terminal and files (SSH)',
  vnc: 'Screen (VNC)',
  rdp: 'Screen (RDP)',
  tcp: 'Port (TCP)',
};

function rightName(right: ChannelRight): string {
  const { kind, limit } = rightParts(right);
  if (limit === null) return rightKinds[kind];
  return kind === 'forward' ? `Port ${limit}` : `${rightKinds[kind]} below ${limit}`;
}

export const request = {
  states,
  way: (protocol: Protocol) => ways[protocol],
  /** Beside the rights of a screen by RDP: what a person may miss there. */
  noDrives:
    'No files: drives are passed on by RDP from no client. Ask for a way in by SSH if files must be copied.',
  rightName,
  rightKind: (kind: RightKind) => rightKinds[kind],
  rightHint: (kind: RightKind) => rightHints[kind],
  rights: (rights: readonly ChannelRight[]) =>
    rights.length === 0 ? 'Nothing' : rights.map(rightName).join(', '),

  /** The one sentence an approver reads, and the vendor read before sending. */
  sentence: (asked: Asked): RichText => {
    const who = asked.organisation === null ? ' ' : `, ${asked.organisation}, `;
    const where = asked.location === '' ? ', ' : `, ${asked.location}, `;
    if (asked.others > 0)
      return rich`${strong(asked.name)}${who}wants to ${verb(asked.verb)} ${strong(asked.machine)} and ${strong(
        asked.others === 1 ? '1 more machine' : `${asked.others} more machines`,
      )}, ${keep(asked.times)} (${asked.length}).`;
    return rich`${strong(asked.name)}${who}wants to ${verb(asked.verb)} ${strong(asked.machine)}${where}${keep(
      asked.times,
    )} (${asked.length}).`;
  },
  identity: 'Identity',
  unprovable: 'Identity cannot be proven',
  unprovableMeans:
    'Nothing shows whether the right machine answers. What passes between the gateway and it may be read and changed by others in its network.',
  encryption: 'Encryption',
  weakEncryption: 'Weak encryption',
  weakBecause: (by: string, when: string, reason: string) => `Allowed by ${by}, ${when}, because: ${reason}`,

  verbControl: 'CONTROL',
  verbChange: 'CHANGE THE PROGRAM of',
  verbCommand: 'RUN COMMANDS on',
  verbView: 'SEE THE SCREEN of',
  verbFiles: 'COPY FILES to or from',
  verbPort: 'REACH A PORT through',

  /** Below the sentence: whose time it is. */
  plantTime: 'Plant time.',
  plantTimeSame: (first: string, city: string) => `Plant time. Same hour for ${first} in ${city}.`,
  plantTimeOther: (times: string, first: string, city: string) =>
    `Plant time. ${times} for ${first} in ${city}.`,
};
