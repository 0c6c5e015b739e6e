import { Module } from '@nestjs/common';
import { AuditController } from '../http/audit.controller.js';

@Module({ controllers: [AuditController] })
export class AuditModule {}
