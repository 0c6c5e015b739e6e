import { Module } from '@nestjs/common';
import type { Clock, SecretBox } from '@gatehouse/kernel';
import type { GatewayConfig } from '../config/config.js';
import { RecordingsController } from '../http/recordings.controller.js';
import { RecordingShelf } from '../recordings/recording-shelf.js';
import { VideoExports } from '../recordings/video-exports.js';
import { sessionDirectories } from '../session-control/session-directories.js';
import type { SessionOperations } from './session-operations.js';
import { SessionModule } from './session.module.js';
import { CLOCK, CONFIG, SECRET_BOX, SESSIONS } from './tokens.js';

/** Steps 7 and 8 of the path as people see them: recordings looked at, verified, exported. */
@Module({
  imports: [SessionModule],
  controllers: [RecordingsController],
  providers: [
    { provide: VideoExports, useFactory: () => new VideoExports() },
    {
      provide: RecordingShelf,
      inject: [SESSIONS, CLOCK, SECRET_BOX, CONFIG],
      useFactory: (sessions: SessionOperations, clock: Clock, secretBox: SecretBox, config: GatewayConfig) =>
        new RecordingShelf({
          manager: sessions.manager,
          uow: sessions.uow,
          clock,
          secretBox,
          directories: sessionDirectories(config.dataDirectory),
        }),
    },
  ],
})
export class RecordingModule {}
