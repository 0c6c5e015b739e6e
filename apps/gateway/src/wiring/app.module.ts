import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { ContextModule } from './context.module.js';
import type { GatewayContext } from './context.module.js';
import { IdentityModule } from './identity.module.js';

/** One module per step of the path, in path order. */
export const stepModules: Type[] = [IdentityModule];

@Module({})
export class AppModule {
  static with(context: GatewayContext, extra: Type[] = []): DynamicModule {
    return { module: AppModule, imports: [ContextModule.with(context), ...stepModules, ...extra] };
  }
}
