import { type IndexEntry, indexEntry, trailerBytes } from '../container/chunk-index.js';
import { bytesText, clockText, type Finding } from './finding.js';
import type { Proof } from './proof.js';
import type { Survey } from './survey.js';

/** Bytes that are no chunk, and an index or a trailer that does not fit. */
export function findFileFaults(survey: Survey, proof: Proof, size: number): Finding[] {
  return [
    ...findForeignBytes(survey, proof),
    ...findTrailerFaults(survey, proof, size),
    ...findIndexFaults(survey, proof),
  ];
}

function findForeignBytes(survey: Survey, proof: Proof): Finding[] {
  const findings: Finding[] = [];
  for (const part of survey.others) {
    if (part.kind !== 'damage') continue;
    const bytes: [number, number] = [part.offset, part.end];
    if (part.torn) {
      const { seq, t0 } = part.torn;
      const text = `The file ends inside chunk ${seq} (which begins at ${clockText(t0)}), ${bytesText(...bytes)}.`;
      findings.push({ kind: 'torn', text, chunks: [seq, seq], bytes, ms: [t0 / 1000, part.torn.t1 / 1000] });
    } else if (proof.final && part.offset >= proof.final.end) {
      const text = `Behind the end of the recording stand bytes that do not belong to it, ${bytesText(...bytes)}.`;
      findings.push({ kind: 'trailing-bytes', text, bytes });
    } else {
      const text = `Here is neither a chunk nor an end, ${bytesText(...bytes)}: something was altered, cut or put in.`;
      findings.push({ kind: 'unreadable-bytes', text, bytes });
    }
  }
  return findings;
}

/** A sealed recording is its final checkpoint and 24 bytes more; every other byte there is not ours. */
function findTrailerFaults(survey: Survey, proof: Proof, size: number): Finding[] {
  const trailers = survey.others.filter((part) => part.kind === 'trailer');
  const { final } = proof;
  const findings: Finding[] = [];
  for (const trailer of trailers) {
    const belongs =
      final &&
      trailer.offset === final.end &&
      trailer.indexOffset === survey.index?.offset &&
      trailer.isExact;
    if (belongs) continue;
    const bytes: [number, number] = [trailer.offset, trailer.end];
    const text = `The trailer is not the one of this recording or stands in the wrong place, ${bytesText(...bytes)}.`;
    findings.push({ kind: 'trailer', text, bytes });
  }
  if (!final) return findings;
  if (!trailers.some((trailer) => trailer.offset === final.end)) {
    const text = `The last ${trailerBytes} bytes of the recording are missing or altered. They are a hint for readers; nothing that was recorded stands in them.`;
    findings.push({ kind: 'trailer', text, bytes: [final.end, size] });
  }
  for (const chunk of survey.chunks)
    if (chunk.offset >= final.end) {
      const bytes: [number, number] = [chunk.offset, chunk.end];
      const text = `Chunk ${chunk.header.seq} stands behind the signed end of the recording, ${bytesText(...bytes)}.`;
      findings.push({ kind: 'trailing-bytes', text, bytes });
    }
  return findings;
}

/** The index is inside the signed chain: when it disagrees, the chunks are not those that were written. */
function findIndexFaults({ chunks, index }: Survey, proof: Proof): Finding[] {
  if (!index) return [];
  const chunk = chunks.find((candidate) => candidate.offset === index.offset);
  const bytes: [number, number] = [index.offset, chunk?.end ?? index.offset];
  const fault = (text: string): Finding[] => [{ kind: 'index', text, chunks: [index.seq, index.seq], bytes }];
  if (!index.entries) return fault(`The index (chunk ${index.seq}) cannot be read.`);
  const isWhole = chunks.every((seen, position) => seen.header.seq === position);
  if (!isWhole || !chunk || !proof.proven.has(chunk)) return [];
  const actual = chunks.slice(0, index.seq).map((seen) => indexEntry(seen.header, seen.offset));
  return isSame(actual, index.entries)
    ? []
    : fault(`The index (chunk ${index.seq}) lists other chunks than the file holds.`);
}

function isSame(actual: readonly IndexEntry[], listed: readonly IndexEntry[]): boolean {
  return (
    actual.length === listed.length &&
    actual.every((entry, position) => {
      const other = listed[position];
      return (
        other !== undefined &&
        (Object.keys(entry) as (keyof IndexEntry)[]).every((name) => entry[name] === other[name])
      );
    })
  );
}
