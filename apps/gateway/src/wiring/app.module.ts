import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { DirectoryModule } from './directory.module.js';
import { PolicyModule } from './policy.module.js';
import { AccessRequestModule } from './access-request.module.js';
import { GrantModule } from './grant.module.js';
import { CredentialModule } from './credential.module.js';
import { NotifyModule } from './notify.module.js';
import { AuditModule } from './audit.module.js';
import { JobsModule } from './jobs.module.js';
import { ContextModule } from './context.module.js';
import type { GatewayContext } from './context.module.js';
import { IdentityModule } from './identity.module.js';
import { RecordingModule } from './recording.module.js';
import { SessionModule } from './session.module.js';

/** One module per step of the path, in path order. */
export const stepModules: Type[] = [
  IdentityModule,
  DirectoryModule,
  PolicyModule,
  CredentialModule,
  AccessRequestModule,
  GrantModule,
  SessionModule,
  RecordingModule,
  NotifyModule,
  AuditModule,
  JobsModule,
];

@Module({})
export class AppModule {
  static with(context: GatewayContext, extra: Type[] = []): DynamicModule {
    return { module: AppModule, imports: [ContextModule.with(context), ...stepModules, ...extra] };
  }
}
