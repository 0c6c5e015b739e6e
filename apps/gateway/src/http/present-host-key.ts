import type { ObservedHostKey } from '@gatehouse/contracts';
import { certificateOf, certificateType } from '@gatehouse/directory';
import type * as domain from '@gatehouse/directory';
import { nothingProven, plainLine } from '@gatehouse/kernel';

/** What a machine or jump host showed, as an administrator compares it. Names in a certificate are its maker's, so made inert. */
export function presentHostKey(
  key: domain.ObservedHostKey,
  holder: Pick<ObservedHostKey, 'target' | 'jumpHost'>,
): ObservedHostKey {
  return {
    id: key.id,
    siteId: key.siteId,
    ...holder,
    keyType: key.keyType,
    fingerprint: key.fingerprint === nothingProven ? null : key.fingerprint,
    certificate: key.keyType === certificateType ? certificateWords(key.key) : null,
    firstSeenAt: key.firstSeenAt.toISOString(),
    lastSeenAt: key.lastSeenAt.toISOString(),
    state: key.state,
    pinnedFingerprint: key.pinnedFingerprint,
  };
}

const longestName = 300;

function certificateWords(der: Buffer): ObservedHostKey['certificate'] {
  const certificate = certificateOf(der);
  if (certificate === null) return null;
  const name = (text: string | undefined): string =>
    plainLine((text ?? '').replaceAll('\n', ', '), longestName);
  const validFrom = new Date(certificate.validFrom);
  const validUntil = new Date(certificate.validTo);
  if (Number.isNaN(validFrom.getTime()) || Number.isNaN(validUntil.getTime())) return null;
  return {
    subject: name(certificate.subject),
    issuer: name(certificate.issuer),
    validFrom: validFrom.toISOString(),
    validUntil: validUntil.toISOString(),
  };
}
