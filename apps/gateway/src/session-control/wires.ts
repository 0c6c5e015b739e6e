import type { ClientLeg } from '@gatehouse/session/plugin';
import type { Principal, SshSignIn } from '@gatehouse/identity';
import type { ConfirmationId, GrantId, PersonId } from '@gatehouse/kernel';

/** A client's connection as the control process knows it. What a host says about a wire is never who it is. */
export interface Wire {
  readonly id: string;
  readonly hostPid: number;
  readonly leg: ClientLeg['kind'];
  readonly source: string;
  /** Set by a right first factor; the code that follows is judged for this person and no other. */
  personId: PersonId | null;
  /** What that factor was, for the audit trail. */
  firstFactor: SshSignIn['first'] | null;
  /** What the wire asked in the portal in place of a code. */
  confirmationId: ConfirmationId | null;
  /** Set by a right code, or by the ticket that was spent. */
  principal: Principal | null;
  /** The one grant that the ticket which was spent on it is for, and when that was made. */
  ticket: { readonly grantId: GrantId; readonly madeAt: Date } | null;
  /** Keys it proved that are not the person's; an agent offers all it has. */
  foreignKeys: number;
  /** A viewer has one try for a connection. */
  hasTried?: boolean;
  /** An RDP client that began NLA, with the machine it named; empty when that can be none. Once for a connection. */
  askedNtHash?: { readonly machine: string };
  /** Entries in the audit trail about what this wire was refused. */
  noted?: number;
}

/** What a wire is before anybody has said a word on it. */
export const unknownPerson = {
  personId: null,
  firstFactor: null,
  confirmationId: null,
  principal: null,
  ticket: null,
  foreignKeys: 0,
} as const;

export class Wires {
  private readonly known = new Map<string, Wire>();

  add(wire: Wire): void {
    this.known.set(wire.id, wire);
  }

  /** The wire, when it is one of this host. */
  of(hostPid: number, id: string): Wire | null {
    const wire = this.known.get(id);
    return wire?.hostPid === hostPid ? wire : null;
  }

  remove(id: string): Wire | null {
    const wire = this.known.get(id) ?? null;
    this.known.delete(id);
    return wire;
  }

  countOf(hostPid: number): number {
    let count = 0;
    for (const wire of this.known.values()) if (wire.hostPid === hostPid) count += 1;
    return count;
  }

  /** The host is gone, and every wire it held with it. */
  removeOf(hostPid: number): Wire[] {
    const gone = [...this.known.values()].filter((wire) => wire.hostPid === hostPid);
    for (const wire of gone) this.known.delete(wire.id);
    return gone;
  }
}
