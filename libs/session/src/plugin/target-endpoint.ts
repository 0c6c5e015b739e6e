import type { JumpHostId, TargetId } from '@gatehouse/kernel';

/** Where to go, and who must be there. */
export interface TargetEndpoint<Settings> {
  readonly targetId: TargetId;
  /** Name or IP address; resolved once, and that same address is dialled and reported. */
  readonly address: string;
  readonly port: number;
  readonly account: string;
  /**
   * What it must prove: the host key in wire form for SSH, a certificate in DER for a desktop. Empty only for a desktop of
   * which an administrator accepted that nothing proves it.
   */
  readonly pinnedHostKey: Buffer;
  readonly settings: Settings;
  /** Jump hosts on the way, the nearest first; empty: the target is dialled directly. */
  readonly via: readonly JumpEndpoint[];
}

/** An SSH server on the way to a target. Its credential goes to it and to nobody else. */
export interface JumpEndpoint {
  readonly id: JumpHostId;
  /** For administrators and the audit trail; never told to the vendor. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  /** Wire form. */
  readonly pinnedHostKey: Buffer;
  readonly credential: LentCredential | null;
}

/** A secret lent to one session. Wiped by the plugin's caller when the dial is over. */
export type LentCredential =
  | {
      readonly kind: 'password' | 'private-key';
      readonly secret: Buffer;
    }
  | {
      readonly kind: 'ssh-certificate';
      /** Private ed25519 key made for this one dial, PKCS #8 in DER. */
      readonly secret: Buffer;
      /** Wire form, PROTOCOL.certkeys of OpenSSH. */
      readonly certificate: Buffer;
    };
