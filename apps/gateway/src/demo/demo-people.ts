import type { Role } from '@gatehouse/identity';

/** Who lives in the demo plant. `firm` null means the plant itself. All names are invented. */
export interface DemoPerson {
  readonly login: string;
  readonly name: string;
  readonly firm: string | null;
  readonly timeZone: string;
  readonly roles: readonly Role[];
  /** What to try as this person. */
  readonly tries: string;
}

export const demoSite = {
  name: 'Kassel',
  slug: 'kassel',
  timeZone: 'Europe/Berlin',
  phone: '+49 561 5550 112',
};
export const demoFirms = ['NordFill', 'ACME Robotics'] as const;

export const demoPeople: readonly DemoPerson[] = [
  {
    login: 'marta',
    name: 'Marta Weiss',
    firm: null,
    timeZone: 'Europe/Berlin',
    roles: ['administrator', 'approver'],
    tries: 'administrator and second approver',
  },
  {
    login: 'deniz',
    name: 'Deniz Aydin',
    firm: null,
    timeZone: 'Europe/Berlin',
    roles: ['approver'],
    tries: 'shift lead: decides and ends access, on a phone-sized window',
  },
  {
    login: 'ines',
    name: 'Ines Faber',
    firm: null,
    timeZone: 'Europe/Berlin',
    roles: ['auditor'],
    tries: 'auditor: replays and verifies',
  },
  {
    login: 'tomas',
    name: 'Tomas Reyes',
    firm: 'NordFill',
    timeZone: 'Europe/Copenhagen',
    roles: ['vendor-user'],
    tries: 'vendor technician: requests and connects',
  },
  {
    login: 'jana',
    name: 'Jana Kovac',
    firm: 'ACME Robotics',
    timeZone: 'Europe/London',
    roles: ['vendor-user', 'vendor-manager'],
    tries: 'technician of another firm; invites colleagues',
  },
];
