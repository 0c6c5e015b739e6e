import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { VideoForm } from '@gatehouse/contracts';
import type {
  RecordingSearchAnswer,
  RecordingTimeline,
  VerificationAnswer,
  VideoProgress,
} from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { Clock } from '@gatehouse/kernel';
import type { RecordingToOpen } from '@gatehouse/persistence';
import { exportAsciicast, pictureAt, searchRecording, showsDesktop } from '@gatehouse/recording';
import type { FrameRange, RecordingReader } from '@gatehouse/recording';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { pngOf } from '../recordings/png-of.js';
import { presentFrame, presentTimeline, presentVerdict } from '../recordings/present-recording.js';
import { RecordingShelf } from '../recordings/recording-shelf.js';
import { VideoExports } from '../recordings/video-exports.js';
import { CLOCK } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';
import { ignoreClientGone, sendLines, sendPackedLines } from './send-lines.js';
import { plantSites } from './site-scope.js';

const FramesQuery = z.strictObject({
  fromMs: z.coerce.number().min(0).max(1e12).optional(),
  untilMs: z.coerce.number().min(0).max(1e12).optional(),
  composed: z.enum(['true', 'false']).optional(),
});
const PictureQuery = z.strictObject({ atMs: z.coerce.number().min(0).max(1e12) });
const VideoQuery = z.strictObject({
  form: VideoForm.default('mp4'),
  framesPerSecond: z.coerce.number().int().min(1).max(15).default(5),
});
const SearchQuery = z.strictObject({ q: z.string().trim().min(1, 'is empty').max(200) });

const mostHits = 500;

/** Step 8 of the path: replay, search, verify, export. Auditors and approvers of the site, each viewing audited. */
@Controller('recordings')
export class RecordingsController {
  constructor(
    private readonly shelf: RecordingShelf,
    private readonly videos: VideoExports,
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
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const recording = await this.find(by, id);
    await this.shelf.view(recording, by, false, (reader) => {
      const range = {
        fromMs: query.fromMs ?? 0,
        ...(query.untilMs === undefined ? {} : { toMs: query.untilMs }),
        composed: query.composed === 'true',
      };
      response.setHeader('content-type', 'application/x-ndjson');
      return sendPackedLines(request, response, frameLines(reader, range));
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
    await this.shelf.export(recording, by, 'asciicast', (reader) => {
      response.setHeader('content-type', 'application/x-asciicast');
      response.setHeader('content-disposition', `attachment; filename="${recording.id}.cast"`);
      return sendLines(response, exportAsciicast(reader));
    });
  }

  /** What the desktop showed at one moment. */
  @Get(':id/picture')
  async picture(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Query({ schema: PictureQuery }) query: z.infer<typeof PictureQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const recording = await this.find(by, id);
    await this.shelf.export(recording, by, 'picture', async (reader) => {
      const image = await pictureAt(reader, query.atMs);
      if (!image)
        throw new DomainError('not-found', 'Nothing was shown yet at this moment. Choose a later one.');
      const name = `${recording.id}-${Math.round(query.atMs)}-derived-copy.png`;
      const png = await pngOf(image, `${recording.id} at ${query.atMs} ms (derived copy, not evidence)`);
      response.setHeader('content-type', 'image/png');
      response.setHeader('content-disposition', `attachment; filename="${name}"`);
      response.end(png);
    });
  }

  /** Made while it is fetched; GET :id/video-progress tells how far it is. */
  @Get(':id/video')
  async video(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Query({ schema: VideoQuery }) query: z.infer<typeof VideoQuery>,
    @Res() response: Response,
  ): Promise<void> {
    const recording = await this.find(by, id);
    const wish = { personId: by.personId, recordingId: recording.id, ...query };
    const video = this.videos.begin(wish);
    try {
      await this.shelf.export(recording, by, 'video', (reader) => {
        response.setHeader('content-type', `video/${query.form}`);
        response.setHeader(
          'content-disposition',
          `attachment; filename="${recording.id}-derived-copy.${query.form}"`,
        );
        return video.write(reader, response).catch((error: unknown) => {
          // Whoever has begun to fetch it sees it break off; nothing else can be said any more.
          if (response.headersSent || response.destroyed) return void response.destroy();
          response.removeHeader('content-disposition');
          throw error;
        });
      });
    } finally {
      video.end();
    }
  }

  @Get(':id/video-progress')
  async videoProgress(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<VideoProgress> {
    const recording = await this.find(by, id);
    const progress = this.videos.progressOf({ personId: by.personId, recordingId: recording.id });
    if (!progress) throw new DomainError('not-found', 'You are fetching no video of this recording.');
    return progress;
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

async function* frameLines(reader: RecordingReader, range: FrameRange): AsyncGenerator<string> {
  for await (const frame of reader.frames(range)) {
    const presented = presentFrame(frame);
    if (presented) yield `${JSON.stringify(presented)}\n`;
  }
}
