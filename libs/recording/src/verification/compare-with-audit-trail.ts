import type { Finding } from './finding.js';
import type { Proof } from './proof.js';
import type { Survey } from './survey.js';

export interface ExpectedCheckpoint {
  seq: number;
  /** Hex. */
  chainHash: string;
}

/** Shows what a file alone cannot: that it was cut at a checkpoint, or rewritten by someone who had its key. */
export function compareWithAuditTrail(
  survey: Survey,
  proof: Proof,
  trail: { expectedCheckpoints?: readonly ExpectedCheckpoint[]; final?: ExpectedCheckpoint },
): { findings: Finding[]; provesEnd: boolean } {
  const expected = [...(trail.expectedCheckpoints ?? []), ...(trail.final ? [trail.final] : [])];
  const findings: Finding[] = [];
  const bySeq = new Map(survey.chunks.map((chunk) => [chunk.header.seq, chunk]));
  const lastSeq = Math.max(-1, ...[survey.chunks.at(-1)?.header.seq ?? -1, proof.upTo?.header.seq ?? -1]);
  const cutOff = expected.filter(({ seq }) => seq > lastSeq).map(({ seq }) => seq);
  if (cutOff.length > 0) {
    const text = `The file was cut: it ends at chunk ${lastSeq}, while the audit trail holds a checkpoint in chunk ${Math.max(...cutOff)}.`;
    findings.push({ kind: 'audit-trail', text, chunks: [lastSeq + 1, Math.max(...cutOff)] });
  }
  for (const { seq, chainHash } of expected) {
    const chunk = bySeq.get(seq);
    if (!chunk || chunk.hash.toString('hex') === chainHash.toLowerCase()) continue;
    const text = `Chunk ${seq} is not the checkpoint the audit trail holds: the file was altered or is another recording.`;
    findings.push({ kind: 'audit-trail', text, chunks: [seq, seq], bytes: [chunk.offset, chunk.end] });
  }
  const last = survey.chunks.at(-1);
  const end = trail.final ?? expected.toSorted((one, other) => one.seq - other.seq).at(-1);
  const provesEnd =
    last !== undefined &&
    last === proof.upTo &&
    end !== undefined &&
    end.seq === last.header.seq &&
    findings.length === 0;
  return { findings, provesEnd };
}
