import { wayContent } from '@gatehouse/grant';
import { contentHash } from '@gatehouse/kernel';
import type { FileRules } from '@gatehouse/policy';
import type { RequestText } from './access-request.js';

/**
 * SHA-256 over the canonical JSON of everything the approver reads, 32 bytes. The order in which targets and
 * rights were chosen makes no difference. A changed form gets a new `v`, so that old hashes stay checkable.
 */
export function requestContentHash(text: RequestText): Buffer {
  return contentHash({
    v: 1,
    id: text.id,
    requester: text.requester,
    siteId: text.siteId,
    purpose: text.purpose,
    plannedChange: text.plannedChange,
    workOrder: text.workOrder,
    vendorLocation: text.vendorLocation,
    rights: [...text.rights].sort(),
    window: { opensAt: text.window.opensAt, closesAt: text.window.closesAt },
    targets: [...text.targets].sort((a, b) => (a.id < b.id ? -1 : 1)).map(targetContent),
    obligations: {
      reviewersNeeded: text.obligations.reviewersNeeded.map(({ role, count }) => ({ role, count })),
      factorFreshSeconds: text.obligations.factorFreshSeconds,
      idleSeconds: text.obligations.idleSeconds,
      recordInput: text.obligations.recordInput,
      answerBy: text.obligations.answerBy,
      // A request of before there were rules for files was hashed without them.
      ...((text.obligations.files as FileRules | undefined) && { files: text.obligations.files }),
    },
  });
}

function targetContent(target: RequestText['targets'][number]): unknown {
  return {
    id: target.id,
    handle: target.handle,
    protocol: target.protocol,
    address: target.address,
    port: target.port,
    account: target.account,
    hostKeyFingerprint: target.hostKeyFingerprint,
    credentialId: target.credentialId,
    assetTag: target.assetTag,
    assetName: target.assetName,
    location: target.location,
    zoneId: target.zoneId,
    zoneName: target.zoneName,
    criticality: target.criticality,
    ...wayContent(target),
  };
}
