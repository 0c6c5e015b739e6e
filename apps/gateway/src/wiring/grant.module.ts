import { Module } from '@nestjs/common';
import { GrantsController } from '../http/grants.controller.js';
import { ViewerPasswordsController } from '../http/viewer-passwords.controller.js';
import { AccessRequestModule } from './access-request.module.js';

@Module({ imports: [AccessRequestModule], controllers: [GrantsController, ViewerPasswordsController] })
export class GrantModule {}
