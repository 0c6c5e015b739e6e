import { Module } from '@nestjs/common';
import { GrantsController } from '../http/grants.controller.js';
import { AccessRequestModule } from './access-request.module.js';

@Module({ imports: [AccessRequestModule], controllers: [GrantsController] })
export class GrantModule {}
