import { isIPv4 } from 'node:net';

/** True for an address that nobody outside of this machine reaches. @param host as a listener takes it. */
export function isLocalDoor(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
