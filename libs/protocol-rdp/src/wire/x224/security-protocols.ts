/** Bits of what a client asks for, and what a server chooses one of (MS-RDPBCGR sections 2.2.1.1.1 and 2.2.1.2.1). */
export const securityProtocols = {
  /** RDP's own encryption, which proves no identity and is never spoken here. */
  rdp: 0,
  tls: 1,
  /** CredSSP within TLS (NLA). */
  hybrid: 2,
  rdstls: 4,
  /** CredSSP with an early answer about the user's right to sign in. */
  hybridEx: 8,
} as const;

/** Section 2.2.1.2.2: why a server agreed to none. */
export const negotiationFailures: Readonly<Record<number, string>> = {
  1: 'the server takes connections with TLS only',
  2: 'the server does not take TLS',
  3: 'the server has no certificate for TLS',
  4: 'the flags of the request are inconsistent',
  5: 'the server takes connections with NLA only',
  6: 'the server takes TLS with a client certificate only',
};
