import { Module } from '@nestjs/common';
import type { Clock } from '@gatehouse/kernel';
import type { DataSource } from 'typeorm';
import { AccessRequestsController } from '../http/access-requests.controller.js';
import { pathOperations } from './path-operations.js';
import { CLOCK, DATABASE, PATH } from './tokens.js';

@Module({
  controllers: [AccessRequestsController],
  providers: [
    {
      provide: PATH,
      inject: [DATABASE, CLOCK],
      useFactory: (database: DataSource, clock: Clock) => pathOperations(database, clock),
    },
  ],
  exports: [PATH],
})
export class AccessRequestModule {}
