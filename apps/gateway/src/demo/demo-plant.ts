import type { Criticality } from '@gatehouse/kernel';
import type { PolicyConstraints } from '@gatehouse/policy';
import type { demoFirms } from './demo-people.js';

/** The machines of the demo plant: the one built-in controller console under several tags, and the one built-in panel. */
export interface DemoMachine {
  readonly zone: string;
  readonly tag: string;
  readonly name: string;
  readonly location: string;
  readonly criticality: Criticality;
  readonly handle: string;
  readonly protocol: 'ssh' | 'vnc';
  readonly firm: (typeof demoFirms)[number];
  /** False leaves the host key for the administrator to confirm; a panel that proves nothing is accepted as it is. */
  readonly pinned: boolean;
}

export const demoZones = [
  { name: 'Line 2', purdueLevel: 2 },
  { name: 'Line 3', purdueLevel: 2 },
] as const;

export const demoMachines: readonly DemoMachine[] = [
  {
    zone: 'Line 2',
    tag: 'L2-FIL02-EDGE1',
    name: 'Filler edge controller',
    location: 'Line 2, Hall A',
    criticality: 'medium',
    handle: 'l2-fil02-edge1',
    protocol: 'ssh',
    firm: 'NordFill',
    pinned: true,
  },
  {
    zone: 'Line 2',
    tag: 'L2-FIL02-HMI1',
    name: 'Filler panel',
    location: 'Line 2, Hall A',
    criticality: 'medium',
    handle: 'l2-fil02-hmi1',
    protocol: 'vnc',
    firm: 'NordFill',
    pinned: true,
  },
  {
    zone: 'Line 2',
    tag: 'L2-CAP01-EDGE1',
    name: 'Capper edge controller',
    location: 'Line 2, Hall A',
    criticality: 'critical',
    handle: 'l2-cap01-edge1',
    protocol: 'ssh',
    firm: 'NordFill',
    pinned: true,
  },
  {
    zone: 'Line 3',
    tag: 'L3-PAL01-PLC1',
    name: 'Palletizer controller',
    location: 'Line 3, Hall B, row 4',
    criticality: 'medium',
    handle: 'l3-pal01-plc1',
    protocol: 'ssh',
    firm: 'ACME Robotics',
    pinned: true,
  },
  {
    zone: 'Line 3',
    tag: 'L3-WRP01-PLC1',
    name: 'Wrapper controller',
    location: 'Line 3, Hall B, row 6',
    criticality: 'low',
    handle: 'l3-wrp01-plc1',
    protocol: 'ssh',
    firm: 'ACME Robotics',
    pinned: false,
  },
];

const standard: PolicyConstraints = {
  longestWindowMinutes: 8 * 60,
  leadTimeMinutes: 0,
  furthestAheadDays: 30,
  allowedHours: [],
  reviewersNeeded: [{ role: 'approver', count: 1 }],
  rightsAllowed: [
    'shell',
    'exec',
    'files-in',
    'files-out',
    'view',
    'control',
    'clipboard-in',
    'clipboard-out',
  ],
  workOrderRequired: false,
  answerWithinMinutes: 4 * 60,
  factorFreshSeconds: 300,
  idleSeconds: 900,
  recordInput: true,
};

/** One approver for most machines; a critical one takes two, a work order and a code for each act. */
export const demoPolicies: readonly {
  name: string;
  criticality: Criticality | null;
  constraints: PolicyConstraints;
}[] = [
  { name: 'Kassel standard', criticality: null, constraints: standard },
  {
    name: 'Kassel critical machines',
    criticality: 'critical',
    constraints: {
      ...standard,
      longestWindowMinutes: 120,
      reviewersNeeded: [{ role: 'approver', count: 2 }],
      rightsAllowed: ['shell', 'view', 'control'],
      workOrderRequired: true,
      factorFreshSeconds: 0,
    },
  },
];
