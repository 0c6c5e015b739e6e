import { Dossier, RecordingFrame, VerificationAnswer } from '@gatehouse/contracts';
import type { Session } from '@gatehouse/contracts';
import { createHash } from 'node:crypto';
import type { PersonAtWork } from './person-at-work.js';
import { waitUntil } from './wait-until.js';

export interface RecordedStreams {
  readonly out: Buffer;
  readonly err: Buffer;
  /** What was piped into a command. */
  readonly in: Buffer;
  /** What was typed at a terminal, where that is recorded. */
  readonly typed: Buffer;
}

/** The session when its recording is sealed. */
export async function untilSealed(
  auditor: PersonAtWork,
  sessionId: string,
  timeoutMs = 30_000,
): Promise<Session> {
  return waitUntil(
    `the recording of ${sessionId} is sealed`,
    async () => {
      const { session } = await auditor.api.get(`/api/sessions/${sessionId}/dossier`, Dossier);
      return session.recording?.state === 'sealed' ? session : null;
    },
    timeoutMs,
    100,
  );
}

/** What a recording holds of every channel, in order, as an auditor reads it back. */
export async function recordedStreams(auditor: PersonAtWork, recordingId: string): Promise<RecordedStreams> {
  const frames = await framesOf(auditor, recordingId);
  const bytesOf = (kind: RecordingFrame['kind']): Buffer =>
    Buffer.concat(
      frames.filter((frame) => frame.kind === kind).map((frame) => Buffer.from(frame.data ?? '', 'base64')),
    );
  return {
    out: bytesOf('terminal-out'),
    err: bytesOf('terminal-err'),
    in: bytesOf('stream-in'),
    typed: bytesOf('terminal-in'),
  };
}

/** What was written down between the bytes, in the words an auditor reads. */
export async function recordedEvents(auditor: PersonAtWork, recordingId: string): Promise<string[]> {
  const frames = await framesOf(auditor, recordingId);
  return frames.filter((frame) => frame.kind === 'event').map((frame) => frame.text ?? '');
}

async function framesOf(auditor: PersonAtWork, recordingId: string): Promise<RecordingFrame[]> {
  const { text } = await auditor.api.mustSend('GET', `/api/recordings/${recordingId}/frames?fromMs=0`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RecordingFrame.parse(JSON.parse(line)));
}

export function verify(auditor: PersonAtWork, recordingId: string): Promise<VerificationAnswer> {
  return auditor.api.post(`/api/recordings/${recordingId}/verifications`, {}, VerificationAnswer);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
