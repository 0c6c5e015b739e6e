import type { AccessRequest } from '@gatehouse/contracts';
import { text } from '../../text/en.js';

/** What one more approval does. */
export function approveNote({ approvals }: Pick<AccessRequest, 'approvals'>): string {
  if (approvals.needed <= 1) return text.approver.approveOnly;
  if (approvals.needed - approvals.given === 1) return text.approver.approveLast;
  return text.approver.approveMore(approvals.given, approvals.needed);
}

/** Why Approve is disabled: the worst of what stands in the way. */
export function notPossibleNote({ blockers }: Pick<AccessRequest, 'blockers'>): string {
  return blockers[0]?.message ?? '';
}
