import type { RecordingEnding } from './recorder.js';
import { maxWholeHeaderBytes, parseContainerHeader } from './container/container-header.js';
import { openRecordingFile, type RecordingSource } from './recording-source.js';
import { compareWithAuditTrail, type ExpectedCheckpoint } from './verification/compare-with-audit-trail.js';
import type { Finding } from './verification/finding.js';
import { findChunkFaults } from './verification/find-chunk-faults.js';
import { findFileFaults } from './verification/find-file-faults.js';
import { type Proof, proveChunks } from './verification/proof.js';
import { type Survey, surveyRecording } from './verification/survey.js';

export interface VerifyOptions {
  /** SPKI PEM from the audit trail. Without it the key in the file is used, and the verdict says so. */
  signingPublicKey?: string;
  /** Checkpoints of this recording from the audit trail, in any order. */
  expectedCheckpoints?: readonly ExpectedCheckpoint[];
  /** The checkpoint with which the audit trail says the recording ended. */
  final?: ExpectedCheckpoint;
}

export interface RecordingVerdict {
  /**
   * `unaltered`: every byte is proven, and so is the end. `end-not-proven`: nothing is wrong with what is there, but
   * more may have been there. `altered`: the findings say where. `not-a-recording`: no header to begin from.
   */
  verdict: 'unaltered' | 'end-not-proven' | 'altered' | 'not-a-recording';
  /** One or two sentences for people. */
  summary: string;
  signedBy: 'key-that-was-given' | 'key-in-the-file';
  recording?: { recordingId: string; sessionId: string; connectionId: string; startedAt: string };
  size: number;
  chunks: number;
  /** The last checkpoint with a right signature. */
  provenUpTo?: { seq: number; chainHash: string; at: string; ms: number; byteOffset: number };
  /** How the recording says it ended; only what is signed. */
  ending?: RecordingEnding;
  endProvenBy?: 'signed-end' | 'audit-trail';
  findings: Finding[];
  /** Findings beyond the first 500 are counted, not listed. */
  findingsLeftOut: number;
}

const mostFindings = 500;

/**
 * Says what can be shown about a recording without being able to read it. Walks all chunks; index and trailer are
 * hints. Never throws over what stands in the file; rejects only when the file cannot be read at all.
 */
export async function verifyRecording(file: string, options: VerifyOptions = {}): Promise<RecordingVerdict> {
  const source = await openRecordingFile(file);
  try {
    return await verifySource(source, options);
  } finally {
    await source.close();
  }
}

export async function verifySource(
  source: RecordingSource,
  options: VerifyOptions = {},
): Promise<RecordingVerdict> {
  const signedBy = options.signingPublicKey ? 'key-that-was-given' : 'key-in-the-file';
  const parsed = parseContainerHeader(await source.read(0, maxWholeHeaderBytes));
  if ('problem' in parsed) {
    const finding: Finding = { kind: 'header', text: parsed.problem, bytes: [0, source.size] };
    return {
      verdict: 'not-a-recording',
      summary: parsed.problem,
      signedBy,
      size: source.size,
      chunks: 0,
      findings: [finding],
      findingsLeftOut: 0,
    };
  }
  const { recordingId, sessionId, connectionId, startedAt, signingPublicKey } = parsed.header;
  const survey = await surveyRecording(source, parsed, options.signingPublicKey ?? signingPublicKey);
  const proof = proveChunks(survey.chunks, parsed.hash);
  const trail = compareWithAuditTrail(survey, proof, options);
  const findings = [
    ...findHeaderFaults(survey, proof, parsed.length),
    ...findChunkFaults(survey, proof, parsed.hash),
    ...findFileFaults(survey, proof, source.size),
    ...trail.findings,
  ];
  const endProvenBy = proof.final ? 'signed-end' : trail.provesEnd ? 'audit-trail' : undefined;
  const verdict = findings.length > 0 ? 'altered' : endProvenBy ? 'unaltered' : 'end-not-proven';
  const { upTo, final } = proof;
  const partial: Omit<RecordingVerdict, 'summary'> = {
    verdict,
    signedBy,
    recording: { recordingId, sessionId, connectionId, startedAt },
    size: source.size,
    chunks: survey.chunks.length,
    ...(upTo?.signed && {
      provenUpTo: {
        seq: upTo.header.seq,
        chainHash: upTo.hash.toString('hex'),
        at: upTo.signed.at,
        ms: upTo.header.t1 / 1000,
        byteOffset: upTo.end,
      },
    }),
    ...(final?.signed?.ending && { ending: final.signed.ending }),
    ...(endProvenBy && { endProvenBy }),
    findings: findings.slice(0, mostFindings),
    findingsLeftOut: Math.max(0, findings.length - mostFindings),
  };
  return { ...partial, summary: summarise(partial) };
}

function findHeaderFaults(survey: Survey, proof: Proof, headerBytes: number): Finding[] {
  const findings: Finding[] = [];
  const bytes: [number, number] = [0, headerBytes];
  if (survey.tooMany)
    findings.push({ kind: 'too-large', text: 'The file holds more chunks than any recording has.' });
  const first = survey.chunks.find((chunk) => chunk.header.seq === 0);
  if (proof.headerRefuted)
    findings.push({
      kind: 'header',
      text: 'The header was altered: it is not the one the signed chain began with.',
      bytes,
    });
  if (survey.chunks.some((chunk) => chunk.header.type === 'checkpoint') && !proof.upTo)
    findings.push({
      kind: 'signature',
      text: 'No checkpoint bears a signature of this key for this recording: the key is another one, or the file was altered.',
    });
  else if (!proof.headerProven && !proof.headerRefuted && first && proof.upTo)
    findings.push({
      kind: 'header',
      text: 'The header cannot be proven: the chunks that would prove it are damaged.',
      bytes,
    });
  return findings;
}

function summarise(verdict: Omit<RecordingVerdict, 'summary'>): string {
  const { ending, endProvenBy, provenUpTo } = verdict;
  const upTo = provenUpTo ? `up to checkpoint ${provenUpTo.seq} of ${provenUpTo.at}` : 'nowhere';
  if (verdict.verdict === 'altered') {
    const count = verdict.findings.length + verdict.findingsLeftOut;
    return `Altered or damaged: ${count} ${count === 1 ? 'finding' : 'findings'}. Signatures reach ${upTo}.`;
  }
  if (verdict.verdict === 'end-not-proven')
    return `No gap and no alteration found ${provenUpTo ? upTo : 'in what is there'}, but the end is not proven: more may have been recorded. Compare with the audit trail.`;
  if (endProvenBy === 'audit-trail')
    return `Unaltered ${upTo}, which is the last checkpoint the audit trail holds.`;
  return ending?.complete === false
    ? `Unaltered and whole as sealed; the recording itself was cut short: ${ending.reason}.`
    : 'Unaltered and complete.';
}
