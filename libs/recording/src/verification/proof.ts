import type { SeenChunk } from './survey.js';

/**
 * What the signatures show. A checkpoint with a right signature proves itself, and each proven chunk proves the one
 * before it by its hash; so damage hides only what lies between it and the checkpoint before.
 */
export interface Proof {
  proven: Set<SeenChunk>;
  /** Numbers a proven chunk names with a hash that no chunk of the file has. */
  refuted: Set<number>;
  headerProven: boolean;
  headerRefuted: boolean;
  /** The last proven checkpoint. */
  upTo: SeenChunk | undefined;
  /** The proven final checkpoint, when there is one. */
  final: SeenChunk | undefined;
}

export function proveChunks(chunks: readonly SeenChunk[], headerHash: Buffer): Proof {
  const bySeq = new Map<number, SeenChunk[]>();
  for (const chunk of chunks) {
    const same = bySeq.get(chunk.header.seq);
    if (same) same.push(chunk);
    else bySeq.set(chunk.header.seq, [chunk]);
  }
  const proof: Proof = {
    proven: new Set(),
    refuted: new Set(),
    headerProven: false,
    headerRefuted: false,
    upTo: undefined,
    final: undefined,
  };
  const checkpoints = chunks
    .filter((chunk) => chunk.signed)
    .sort((one, other) => other.header.seq - one.header.seq);
  proof.upTo = checkpoints[0];
  proof.final = checkpoints.find((chunk) => chunk.signed?.ending);
  for (const checkpoint of checkpoints) proveBackwards(checkpoint, bySeq, headerHash, proof);
  return proof;
}

function proveBackwards(
  from: SeenChunk,
  bySeq: ReadonlyMap<number, SeenChunk[]>,
  headerHash: Buffer,
  proof: Proof,
): void {
  let chunk: SeenChunk | undefined = from;
  while (chunk && !proof.proven.has(chunk)) {
    proof.proven.add(chunk);
    const { seq, previousHash }: SeenChunk['header'] = chunk.header;
    if (seq === 0) {
      if (previousHash.equals(headerHash)) proof.headerProven = true;
      else proof.headerRefuted = true;
      return;
    }
    const before: SeenChunk[] = bySeq.get(seq - 1) ?? [];
    chunk = before.find((candidate) => candidate.hash.equals(previousHash));
    if (!chunk && before.length > 0) proof.refuted.add(seq - 1);
  }
}
