import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { RecordingSearchAnswer, RecordingTimeline, VerificationAnswer } from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import type { Clock } from '@gatehouse/kernel';
import type { RecordingToOpen } from '@gatehouse/persistence';
import { exportAsciicast, searchRecording, showsDesktop } from '@gatehouse/recording';
import type { RecordingReader } from '@gatehouse/recording';
import type { Response } from 'express';
import { z } from 'zod';
import { presentFrame, presentTimeline, presentVerdict } from '../recordings/present-recording.js';
import { RecordingShelf } from '../recordings/recording-shelf.js';
import { CLOCK } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';
import { plantSites } from './site-scope.js';

const FramesQuery = z.strictObject({
  fromMs: z.coerce.number().min(0).max(1e12).optional(),
  untilMs: z.coerce.number().min(0).max(1e12).optional(),
});
const SearchQuery = z.strictObject({ q: z.string().trim().min(1, 'is empty').max(200) });

const mostHits = 500;

/** Step 8 of the path: replay, search, verify, export. Auditors and approvers of the site, each viewing audited. */
@Controller('recordings')
export class RecordingsController {
  constructor(
    private readonly shelf: RecordingShelf,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/timeline')
  async timeline(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<RecordingTimeline> {
    const recording = await this.find(by, id);
    return this.shelf.view(recording, by, true, (reader) => presentTimeline(recording, reader));
  }

  @Get(':id/frames')
  async frames(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Query({ schema: FramesQuery }) query: z.infer<typeof FramesQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const recording = await this.find(by, id);
    await this.shelf.view(recording, by, false, (reader) => {
      const range = {
        fromMs: query.fromMs ?? 0,
        ...(query.untilMs === undefined ? {} : { toMs: query.untilMs }),
      };
      response.setHeader('content-type', 'application/x-ndjson');
      return send(response, frameLines(reader, range));
    });
  }

  @Get(':id/search')
  async search(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Query({ schema: SearchQuery }) query: z.infer<typeof SearchQuery>,
  ): Promise<RecordingSearchAnswer> {
    const recording = await this.find(by, id);
    const { lines, hasText } = await this.shelf.view(recording, by, false, async (reader) => ({
      lines: await searchRecording(reader, query.q, { limit: mostHits + 1 }),
      hasText: !showsDesktop(reader.header),
    }));
    const hits = lines.slice(0, mostHits).map(({ atMs, text }) => ({
      atMs,
      text,
      start: Math.max(0, text.toLowerCase().indexOf(query.q.toLowerCase())),
      length: query.q.length,
    }));
    return { hits, truncated: lines.length > mostHits, hasText };
  }

  @Get(':id/asciicast')
  async asciicast(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const recording = await this.find(by, id);
    await this.shelf.export(recording, by, (reader) => {
      response.setHeader('content-type', 'application/x-asciicast');
      response.setHeader('content-disposition', `attachment; filename="${recording.id}.cast"`);
      return send(response, exportAsciicast(reader));
    });
  }

  @Get(':id/container')
  async container(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const recording = await this.find(by, id);
    const file = await this.shelf.exportContainer(recording, by);
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('content-disposition', `attachment; filename="${recording.id}.ghrec"`);
    await pipeline(createReadStream(file), response).catch(ignoreClientGone);
  }

  @Post(':id/verifications')
  @HttpCode(200)
  async verify(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<VerificationAnswer> {
    const recording = await this.find(by, id);
    const { verdict, evidence } = await this.shelf.verify(recording, by);
    return presentVerdict(verdict, evidence, this.clock.now());
  }

  private find(by: Principal, id: string): Promise<RecordingToOpen> {
    return this.shelf.find(plantSites(by, ['auditor', 'approver']), pathId('rec', id));
  }
}

async function* frameLines(
  reader: RecordingReader,
  range: { fromMs: number; toMs?: number },
): AsyncGenerator<string> {
  for await (const frame of reader.frames(range)) {
    const presented = presentFrame(frame);
    if (presented) yield `${JSON.stringify(presented)}\n`;
  }
}

async function send(response: Response, lines: AsyncGenerator<string>): Promise<void> {
  await pipeline(Readable.from(lines), response).catch(ignoreClientGone);
}

/** Whoever closes the page in the middle is no fault; the stream is ended either way. */
function ignoreClientGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}
