import type { DialRefusal } from '@gatehouse/session/plugin';

/** Ends a dial from within; `dialRdp` gives the refusal in it to its caller as a value. */
export class RefusedDial extends Error {
  constructor(readonly refusal: DialRefusal) {
    super(refusal.refused);
    this.name = 'RefusedDial';
  }
}

export function unreachable(detail: string): RefusedDial {
  return new RefusedDial({ refused: 'unreachable', detail });
}

export function notAllowed(detail: string): RefusedDial {
  return new RefusedDial({ refused: 'algorithms-not-allowed', detail });
}

export function credentialNotAccepted(detail: string): RefusedDial {
  return new RefusedDial({ refused: 'credential-not-accepted', detail });
}
