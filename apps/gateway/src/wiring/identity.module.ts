import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import {
  Enrolment,
  OwnFactors,
  PasswordHasher,
  People,
  SignInConfirmations,
  SignInDoor,
  standardAttemptRules,
  WebSignIn,
} from '@gatehouse/identity';
import type { IdentityStores, SignInDeps } from '@gatehouse/identity';
import type { Clock, SecretBox, UnitOfWork } from '@gatehouse/kernel';
import { identityStoresOf, PostgresUnitOfWork } from '@gatehouse/persistence';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config/config.js';
import { AccessGuard } from '../http/access.guard.js';
import { ClientAddress } from '../http/client-address.js';
import { CodeGuard, CodeStrategy, RecoveryCodeGuard, RecoveryCodeStrategy } from '../http/code.strategy.js';
import { DeclaredRoutes } from '../http/declared-routes.js';
import { EnrolmentController } from '../http/enrolment.controller.js';
import { MeController } from '../http/me.controller.js';
import { ApiDescription, OpenApiController } from '../http/openapi.controller.js';
import { OwnPage } from '../http/own-page.js';
import { PasswordGuard, PasswordStrategy } from '../http/password.strategy.js';
import { PeopleController } from '../http/people.controller.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { SessionCookieStrategy } from '../http/session-cookie.strategy.js';
import { SetUpController } from '../http/set-up.controller.js';
import { SignInConfirmationsController } from '../http/sign-in-confirmations.controller.js';
import { SignInController } from '../http/sign-in.controller.js';
import { SocketDoors } from '../http/socket-doors.js';
import { IdentityTidying } from './identity-tidying.js';
import { CLOCK, CONFIG, DATABASE, IDENTITY_WORK, SECRET_BOX } from './tokens.js';

const SIGN_IN_DEPS = 'gatehouse.sign-in-deps';

/** Who people are and how they prove it; the guard, filter and sockets every other module's routes go through. */
@Module({
  controllers: [
    SignInController,
    SignInConfirmationsController,
    EnrolmentController,
    SetUpController,
    MeController,
    PeopleController,
    OpenApiController,
  ],
  providers: [
    {
      provide: IDENTITY_WORK,
      inject: [DATABASE],
      useFactory: (database: DataSource) => new PostgresUnitOfWork(database, identityStoresOf),
    },
    {
      provide: SIGN_IN_DEPS,
      inject: [IDENTITY_WORK, CLOCK, SECRET_BOX],
      useFactory: (uow: UnitOfWork<IdentityStores>, clock: Clock, secretBox: SecretBox): SignInDeps => ({
        uow,
        clock,
        secretBox,
        hasher: new PasswordHasher(),
        limits: standardAttemptRules,
      }),
    },
    {
      provide: ClientAddress,
      inject: [CONFIG],
      useFactory: (config: GatewayConfig) => new ClientAddress(config.trustedProxies),
    },
    {
      provide: SignInDoor,
      inject: [SIGN_IN_DEPS],
      useFactory: (deps: SignInDeps) => new SignInDoor(deps),
    },
    {
      provide: WebSignIn,
      inject: [SIGN_IN_DEPS, SignInDoor, CONFIG],
      useFactory: (deps: SignInDeps, door: SignInDoor, config: GatewayConfig) =>
        new WebSignIn(deps, door, {
          idleSeconds: config.sessionIdleSeconds,
          absoluteSeconds: config.sessionAbsoluteSeconds,
        }),
    },
    { provide: Enrolment, inject: [SIGN_IN_DEPS], useFactory: (deps: SignInDeps) => new Enrolment(deps) },
    { provide: People, inject: [SIGN_IN_DEPS], useFactory: (deps: SignInDeps) => new People(deps) },
    {
      provide: SignInConfirmations,
      inject: [SIGN_IN_DEPS],
      useFactory: (deps: SignInDeps) => new SignInConfirmations(deps),
    },
    { provide: OwnFactors, inject: [SIGN_IN_DEPS], useFactory: (deps: SignInDeps) => new OwnFactors(deps) },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    ApiDescription,
    CodeGuard,
    CodeStrategy,
    DeclaredRoutes,
    IdentityTidying,
    OwnPage,
    PasswordGuard,
    PasswordStrategy,
    RecoveryCodeGuard,
    RecoveryCodeStrategy,
    SessionCookieStrategy,
    SocketDoors,
  ],
  exports: [People, SignInConfirmations, SignInDoor, SocketDoors, ClientAddress, DeclaredRoutes, WebSignIn],
})
export class IdentityModule {}
