import type { Session } from '@gatehouse/contracts';

/** The machine is reached by its screen, and not by a terminal. */
export function isDesktop(protocol: Session['protocol']): boolean {
  return protocol === 'vnc' || protocol === 'rdp';
}
