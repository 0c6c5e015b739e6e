import { Inject, Injectable, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import type { CredentialStore } from '@gatehouse/credential';
import { SignInConfirmations, SignInDoor, WebSignIn } from '@gatehouse/identity';
import type { Clock, NodeId, SecretBox } from '@gatehouse/kernel';
import type { DoorCertificate } from '@gatehouse/protocol-vnc';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config/config.js';
import { isLocalDoor } from '../config/is-local-door.js';
import type { BrowserSocket } from '../http/browser-socket.js';
import { desktopSocket } from '../http/desktop-socket.js';
import { filesSocket } from '../http/files-socket.js';
import { SessionsController } from '../http/sessions.controller.js';
import { SignInTestsController } from '../http/sign-in-tests.controller.js';
import { SocketDoors } from '../http/socket-doors.js';
import { terminalSocket } from '../http/terminal-socket.js';
import { WatchSocket } from '../http/watch-socket.js';
import type { InstallationSecrets } from '../keys/installation-secrets.js';
import { Thumbnails } from '../recordings/thumbnails.js';
import { Authority } from '../session-control/authority.js';
import { GuessBudget } from '../session-control/guess-budget.js';
import { HalfOpenLimits } from '../session-control/half-open-limits.js';
import { RunningSessions } from '../session-control/running-sessions.js';
import { SessionBook } from '../session-control/session-book.js';
import { SessionControl } from '../session-control/session-control.js';
import { sessionDirectories } from '../session-control/session-directories.js';
import { HostedSignInTester } from '../session-control/sign-in-tester.js';
import { Wires } from '../session-control/wires.js';
import { CredentialModule } from './credential.module.js';
import type { DirectoryOperations } from './directory-operations.js';
import { DirectoryModule } from './directory.module.js';
import { IdentityModule } from './identity.module.js';
import { sessionOperations } from './session-operations.js';
import type { SessionOperations } from './session-operations.js';
import {
  CLOCK,
  CONFIG,
  CREDENTIAL_STORE,
  DATABASE,
  DIRECTORY,
  INSTALLATION_SECRETS,
  LOG,
  NODE_ID,
  SECRET_BOX,
  SESSIONS,
  SIGN_IN_TESTER,
  VIEWER_CERTIFICATE,
  WIRES,
} from './tokens.js';

/** Opens the doors of sessions with the application, and closes them before it. */
@Injectable()
class SessionDoors implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly terminal: BrowserSocket;
  private readonly desktop: BrowserSocket;
  private readonly files: BrowserSocket;
  private readonly watch: WatchSocket;

  constructor(
    private readonly control: SessionControl,
    private readonly doors: SocketDoors,
    @Inject(SESSIONS) sessions: SessionOperations,
    @Inject(WIRES) wires: Wires,
    @Inject(SECRET_BOX) secretBox: SecretBox,
    @Inject(NODE_ID) nodeId: NodeId,
    @Inject(CONFIG) config: GatewayConfig,
    signIn: WebSignIn,
  ) {
    this.watch = new WatchSocket({
      manager: sessions.manager,
      uow: sessions.uow,
      clock: sessions.clock,
      secretBox,
      nodeId,
      directories: sessionDirectories(config.dataDirectory),
      watchers: control.watchers,
      signIn,
    });
    const byTicket = { uow: sessions.uow, clock: sessions.clock, pool: control.pool, wires };
    this.terminal = terminalSocket(byTicket);
    this.desktop = desktopSocket(byTicket);
    this.files = filesSocket({ pool: control.pool, running: control.running });
  }

  onModuleInit(): void {
    this.doors.serve('/api/terminal', (request, socket, head, session) =>
      this.terminal.upgrade(request, socket, head, session),
    );
    this.doors.serve('/api/desktop', (request, socket, head, session) =>
      this.desktop.upgrade(request, socket, head, session),
    );
    this.doors.serve('/api/files', (request, socket, head, session) =>
      this.files.upgrade(request, socket, head, session),
    );
    this.doors.serve('/api/watch', (request, socket, head, session) =>
      this.watch.upgrade(request, socket, head, session),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.control.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.control.stop();
    this.terminal.close();
    this.desktop.close();
    this.files.close();
    this.watch.close();
  }
}

/** Steps 5 and 6 of the path: connect, and the session itself. */
@Module({
  imports: [IdentityModule, DirectoryModule, CredentialModule],
  controllers: [SessionsController, SignInTestsController],
  providers: [
    { provide: SESSIONS, inject: [DATABASE, CLOCK], useFactory: sessionOperations },
    {
      provide: Thumbnails,
      inject: [SESSIONS, SECRET_BOX, NODE_ID, CONFIG],
      useFactory: (
        { uow, clock }: SessionOperations,
        secretBox: SecretBox,
        nodeId: NodeId,
        config: GatewayConfig,
      ) =>
        new Thumbnails({
          uow,
          clock,
          secretBox,
          nodeId,
          directories: sessionDirectories(config.dataDirectory),
        }),
    },
    { provide: WIRES, useFactory: () => new Wires() },
    {
      provide: SessionControl,
      inject: [
        SESSIONS,
        WIRES,
        SignInDoor,
        SignInConfirmations,
        CREDENTIAL_STORE,
        DIRECTORY,
        CONFIG,
        DATABASE,
        SECRET_BOX,
        INSTALLATION_SECRETS,
        NODE_ID,
        LOG,
        VIEWER_CERTIFICATE,
      ],
      useFactory: (
        sessions: SessionOperations,
        wires: Wires,
        signIn: SignInDoor,
        confirmations: SignInConfirmations,
        credentials: CredentialStore,
        directory: DirectoryOperations,
        config: GatewayConfig,
        database: DataSource,
        secretBox: SecretBox,
        secrets: InstallationSecrets,
        nodeId: NodeId,
        log: Logger,
        viewerCertificate: DoorCertificate | null,
      ) =>
        makeControl({
          sessions,
          wires,
          signIn,
          confirmations,
          credentials,
          directory,
          config,
          database,
          secretBox,
          secrets,
          nodeId,
          log,
          viewerCertificate,
        }),
    },
    {
      provide: SIGN_IN_TESTER,
      inject: [CREDENTIAL_STORE, CLOCK, SessionControl],
      useFactory: (credentials: CredentialStore, clock: Clock, { pool }: SessionControl) =>
        new HostedSignInTester({ credentials, clock, pool }),
    },
    SessionDoors,
  ],
  exports: [SESSIONS, SessionControl],
})
export class SessionModule {}

function makeControl(parts: {
  sessions: SessionOperations;
  wires: Wires;
  signIn: SignInDoor;
  confirmations: SignInConfirmations;
  credentials: CredentialStore;
  directory: DirectoryOperations;
  config: GatewayConfig;
  database: DataSource;
  secretBox: SecretBox;
  secrets: InstallationSecrets;
  nodeId: NodeId;
  log: Logger;
  viewerCertificate: DoorCertificate | null;
}): SessionControl {
  const { wires, config, database, secretBox, nodeId, viewerCertificate } = parts;
  const { uow, clock } = parts.sessions;
  const authority = new Authority(clock);
  return new SessionControl({
    wires,
    limits: new HalfOpenLimits(() => clock.monotonicMs()),
    running: new RunningSessions(),
    book: new SessionBook(uow, clock),
    signIn: parts.signIn,
    confirmations: parts.confirmations,
    viewerPasswords: {
      uow,
      secretBox,
      guesses: new GuessBudget(() => clock.monotonicMs()),
      isDoorLocal: config.vnc !== null && isLocalDoor(config.vnc.host),
    },
    confirmUrl: new URL('/confirm', config.publicOrigin).href,
    authorize: {
      uow,
      credentials: parts.credentials,
      clock,
      secretBox,
      nodeId,
      standing: (about) => authority.standing(about),
      waitWhileInUseMs: 2_000,
    },
    hostKeys: parts.directory,
    uow,
    clock,
    nodeId,
    log: parts.log,
    authority,
    directories: sessionDirectories(config.dataDirectory),
    reads: uow,
    databaseUrl: (database.options as { url?: string }).url ?? '',
    sshHostKeys: parts.secrets.sshHostKeys,
    hosts: config.sessionHosts,
    ssh: config.ssh,
    vnc: viewerCertificate && config.vnc,
    rdp: viewerCertificate && config.rdp,
    viewerCertificate,
  });
}
