import { bytesText, chunksText, type Finding, spanText } from './finding.js';
import type { Proof } from './proof.js';
import type { SeenChunk, Survey } from './survey.js';

/** Chunks that are missing, altered, moved, doubled, foreign, or that nothing proves any more. */
export function findChunkFaults(survey: Survey, proof: Proof, headerHash: Buffer): Finding[] {
  return [
    ...findMissing(survey, proof),
    ...findMisplaced(survey.chunks),
    ...findAltered(survey.chunks, proof),
    ...findUnproven(survey.chunks, proof),
    ...findBrokenTail(survey.chunks, proof, headerHash),
  ];
}

function findMissing({ chunks, index }: Survey, proof: Proof): Finding[] {
  const findings: Finding[] = [];
  const ordered = [...chunks].sort((one, other) => one.header.seq - other.header.seq);
  let expected = 0;
  let before: SeenChunk | undefined;
  for (const chunk of ordered) {
    const { seq } = chunk.header;
    if (seq > expected) {
      const listed = index?.entries?.filter((entry) => entry.seq >= expected && entry.seq < seq) ?? [];
      const t0 = listed[0]?.t0 ?? before?.header.t1 ?? 0;
      const t1 = listed.at(-1)?.t1 ?? chunk.header.t0;
      const note = proof.proven.has(chunk) ? '' : ' (as a chunk says that is not proven itself)';
      findings.push({
        kind: 'missing',
        text: `${chunksText(expected, seq - 1)} ${expected === seq - 1 ? 'is' : 'are'} missing: nothing is left of what was recorded ${spanText(t0, t1)}${note}.`,
        chunks: [expected, seq - 1],
        bytes: [before?.end ?? chunk.offset, chunk.offset],
        ms: [t0 / 1000, t1 / 1000],
      });
    }
    expected = Math.max(expected, seq + 1);
    before = chunk;
  }
  return findings;
}

function findMisplaced(chunks: readonly SeenChunk[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<number>();
  let highest = -1;
  for (const chunk of chunks) {
    const { seq } = chunk.header;
    if (seen.has(seq))
      findings.push(at(chunk, 'duplicate', `Chunk ${seq} stands twice in the file; the second time at`));
    else if (seq < highest)
      findings.push(
        at(chunk, 'out-of-order', `Chunk ${seq} stands behind chunk ${highest}, out of its order, at`),
      );
    seen.add(seq);
    highest = Math.max(highest, seq);
  }
  return findings;
}

function findAltered(chunks: readonly SeenChunk[], proof: Proof): Finding[] {
  const provenSeqs = new Set([...proof.proven].map((chunk) => chunk.header.seq));
  const findings: Finding[] = [];
  for (const chunk of chunks) {
    const { seq, t0, t1 } = chunk.header;
    if (proof.proven.has(chunk)) continue;
    if (provenSeqs.has(seq))
      findings.push(
        at(chunk, 'foreign', `A chunk that does not belong to this recording bears the number ${seq}, at`),
      );
    else if (proof.refuted.has(seq))
      findings.push(
        at(
          chunk,
          'altered',
          `Chunk ${seq} (${spanText(t0, t1)}) was altered or exchanged: it is not what the signed chain holds, at`,
        ),
      );
  }
  return findings;
}

/** Between damage and the checkpoint before it. */
function findUnproven(chunks: readonly SeenChunk[], proof: Proof): Finding[] {
  const findings: Finding[] = [];
  let run: SeenChunk[] = [];
  const close = () => {
    const [first] = run;
    const last = run.at(-1);
    if (first && last)
      findings.push({
        kind: 'not-proven',
        text: `${chunksText(first.header.seq, last.header.seq)} (${spanText(first.header.t0, last.header.t1)}) cannot be proven: the chunk whose hash would prove it is damaged or missing.`,
        chunks: [first.header.seq, last.header.seq],
        bytes: [first.offset, last.end],
        ms: [first.header.t0 / 1000, last.header.t1 / 1000],
      });
    run = [];
  };
  for (const chunk of chunks) {
    const { seq } = chunk.header;
    const isInside = proof.upTo !== undefined && seq < proof.upTo.header.seq;
    const isUnproven = isInside && !proof.proven.has(chunk) && !proof.refuted.has(seq);
    if (isUnproven && (run.length === 0 || run.at(-1)?.header.seq === seq - 1)) run.push(chunk);
    else {
      close();
      if (isUnproven) run.push(chunk);
    }
  }
  close();
  return findings;
}

/** Behind the last signature the chain can still show a break, though not which side of it was changed. */
function findBrokenTail(chunks: readonly SeenChunk[], proof: Proof, headerHash: Buffer): Finding[] {
  const from = proof.upTo ? chunks.indexOf(proof.upTo) : -1;
  const findings: Finding[] = [];
  let previousHash = proof.upTo?.hash ?? headerHash;
  let previousSeq = proof.upTo?.header.seq ?? -1;
  for (const chunk of chunks.slice(from + 1)) {
    const { seq } = chunk.header;
    if (seq === previousSeq + 1 && !chunk.header.previousHash.equals(previousHash))
      findings.push(
        at(
          chunk,
          'altered',
          `Chunk ${seq} does not follow what stands before it: one of the two was altered, at`,
        ),
      );
    previousHash = chunk.hash;
    previousSeq = seq;
  }
  return findings;
}

function at(chunk: SeenChunk, kind: Finding['kind'], text: string): Finding {
  const { seq, t0, t1 } = chunk.header;
  return {
    kind,
    text: `${text} ${bytesText(chunk.offset, chunk.end)}.`,
    chunks: [seq, seq],
    bytes: [chunk.offset, chunk.end],
    ms: [t0 / 1000, t1 / 1000],
  };
}
