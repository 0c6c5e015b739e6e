import {
  RecordingFrame,
  RecordingSearchAnswer,
  RecordingTimeline,
  VerificationAnswer,
  type VideoForm,
  VideoProgress,
} from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { AnswerNotUnderstood, GatewayNotReached } from './problem-error.js';
import { queryText } from './query-text.js';
import { problemOf } from './read-answer.js';

/** Asking for the timeline is the viewing that the audit trail keeps: once for each opening of the player. */
export const timelineQuery = (recordingId: string) =>
  queryOptions({
    queryKey: ['recording-timeline', recordingId],
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      call({ path: `/api/recordings/${recordingId}/timeline`, answer: RecordingTimeline, signal }),
  });

export const searchQuery = (recordingId: string, text: string) =>
  queryOptions({
    queryKey: ['recording-search', recordingId, text],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      call({
        path: `/api/recordings/${recordingId}/search${queryText({ q: text })}`,
        answer: RecordingSearchAnswer,
        signal,
      }),
  });

export const verifyRecording = (recordingId: string) =>
  call({
    method: 'POST',
    path: `/api/recordings/${recordingId}/verifications`,
    body: {},
    answer: VerificationAnswer,
  });

export const asciicastPath = (recordingId: string) => `/api/recordings/${recordingId}/asciicast`;
/**
 * A copy for people, made while it is fetched. Its progress is asked for beside it: nobody knows the length of a video
 * that is not made yet.
 */
export async function fetchVideo(recordingId: string, form: VideoForm, signal: AbortSignal): Promise<Blob> {
  const path = `/api/recordings/${recordingId}/video${queryText({ form })}`;
  try {
    const response = await fetch(path, { credentials: 'same-origin', signal });
    if (response.ok) return await response.blob();
    const text = await response.text();
    throw problemOf({ path, status: response.status, text }, tryJson(text));
  } catch (error) {
    if (signal.aborted || !(error instanceof TypeError)) throw error;
    throw new GatewayNotReached();
  }
}

export const videoProgressQuery = (recordingId: string) =>
  queryOptions({
    queryKey: ['recording-video-progress', recordingId],
    staleTime: 0,
    gcTime: 0,
    refetchInterval: 1_000,
    queryFn: ({ signal }) =>
      call({ path: `/api/recordings/${recordingId}/video-progress`, answer: VideoProgress, signal }),
  });

/** A PNG of what the desktop showed at that moment, with its pointer. */
export const picturePath = (recordingId: string, atMs: number) =>
  `/api/recordings/${recordingId}/picture${queryText({ atMs: Math.round(atMs) })}`;
export const containerPath = (recordingId: string) => `/api/recordings/${recordingId}/container`;

export interface FrameSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Begin with what a desktop showed at `fromMs`, as state frames. */
  readonly composed: boolean;
}

/** Frames of [fromMs, untilMs) in time order, as they arrive. A line that is not a frame ends it with an error. */
export async function* readFrames(
  recordingId: string,
  { composed, ...span }: FrameSpan,
  signal: AbortSignal,
): AsyncGenerator<RecordingFrame> {
  const path = `/api/recordings/${recordingId}/frames${queryText({ ...span, composed: composed || undefined })}`;
  const response = await fetch(path, { credentials: 'same-origin', signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new GatewayNotReached();
  });
  if (!response.ok || !response.body) {
    const text = await response.text();
    throw problemOf({ path, status: response.status, text }, tryJson(text));
  }
  for await (const line of linesOf(response.body)) {
    const frame = RecordingFrame.safeParse(tryJson(line));
    if (!frame.success) throw new AnswerNotUnderstood(path, frame.error.message);
    yield frame.data;
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
