/** `k9Vd 3QzE` of `SHA256:k9Vd…3QzE`: enough to notice a difference at a glance; the whole stands in the dossier. */
export function shortFingerprint(fingerprint: string): string {
  const bare = fingerprint.replace(/^[A-Za-z0-9-]+:/, '');
  return bare.length <= 8 ? bare : `${bare.slice(0, 4)} ${bare.slice(-4)}`;
}
