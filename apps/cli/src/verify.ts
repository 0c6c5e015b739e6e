import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  type ExpectedCheckpoint,
  type RecordingVerdict,
  verifyRecording,
  type VerifyOptions,
} from '@gatehouse/recording';
import { type Output, UsageError } from './output.js';

/** `gatehouse verify FILE`. */
export async function verify(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      checkpoints: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError('Name one recording: gatehouse verify FILE.');
  const options: VerifyOptions = {
    ...(values.key !== undefined && { signingPublicKey: await readText(values.key, 'key') }),
    ...(values.checkpoints !== undefined && (await readCheckpoints(values.checkpoints))),
  };
  const verdict = await verifyRecording(file, options).catch((error: unknown) => {
    throw new UsageError(`The recording cannot be read: ${reasonOf(error)}`);
  });
  output.print(values.json ? JSON.stringify(verdict, null, 2) : describe(file, verdict));
  return verdict.verdict === 'unaltered' ? 0 : 1;
}

function describe(file: string, verdict: RecordingVerdict): string {
  const { recording, provenUpTo, ending, findings, findingsLeftOut } = verdict;
  const lines = [`${file}: ${verdict.verdict}`, verdict.summary];
  if (recording)
    lines.push(
      `Recording ${recording.recordingId} of session ${recording.sessionId}, started ${recording.startedAt}; ${verdict.chunks} chunks, ${verdict.size} bytes.`,
    );
  if (provenUpTo)
    lines.push(
      `Signed up to ${provenUpTo.at} (checkpoint in chunk ${provenUpTo.seq}, byte ${provenUpTo.byteOffset}, ${(provenUpTo.ms / 1000).toFixed(3)} s).`,
    );
  if (ending) lines.push(`Ended: ${ending.reason}${ending.complete ? '' : ' (cut short)'}.`);
  for (const finding of findings) lines.push(`- ${finding.text}`);
  if (findingsLeftOut > 0) lines.push(`- and ${findingsLeftOut} more.`);
  if (verdict.signedBy === 'key-in-the-file')
    lines.push(
      'Signed by the key in the file itself; check it against the audit trail, or give that key with --key.',
    );
  return lines.join('\n');
}

async function readCheckpoints(file: string): Promise<VerifyOptions> {
  let value: unknown;
  try {
    value = JSON.parse(await readText(file, 'checkpoints'));
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`The checkpoints file ${file} is not JSON.`);
  }
  const { checkpoints, final } = Array.isArray(value)
    ? { checkpoints: value as unknown[], final: undefined }
    : (value as { checkpoints?: unknown; final?: unknown });
  if (
    !Array.isArray(checkpoints) ||
    !checkpoints.every(isCheckpoint) ||
    !(final === undefined || isCheckpoint(final))
  )
    throw new UsageError(`The checkpoints file ${file} does not hold checkpoints. See gatehouse --help.`);
  return { expectedCheckpoints: checkpoints, ...(final !== undefined && { final }) };
}

function isCheckpoint(value: unknown): value is ExpectedCheckpoint {
  const checkpoint = value as Partial<ExpectedCheckpoint> | null;
  return Number.isSafeInteger(checkpoint?.seq) && /^[0-9a-f]{64}$/i.test(String(checkpoint?.chainHash));
}

async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The ${what} file cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
