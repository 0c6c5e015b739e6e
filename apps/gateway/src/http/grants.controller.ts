import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { EndBody, GrantState } from '@gatehouse/contracts';
import type { ConnectTicketAnswer, Grant, ViewerTokenAnswer } from '@gatehouse/contracts';
import { issueConnectTicket, revokeGrant } from '@gatehouse/grant';
import type { TicketDoor } from '@gatehouse/grant';
import { ticketFactorFreshSeconds } from '@gatehouse/session';
import { actorOf } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { GrantId, SecretBox, SiteId } from '@gatehouse/kernel';
import { listGrants } from '@gatehouse/persistence';
import { parseRdpSettings } from '@gatehouse/protocol-rdp';
import type { DoorCertificate } from '@gatehouse/protocol-vnc';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { GatewayConfig } from '../config/config.js';
import { isLocalDoor } from '../config/is-local-door.js';
import type { PathOperations } from '../wiring/path-operations.js';
import { CONFIG, PATH, SECRET_BOX, VIEWER_CERTIFICATE } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';
import { plantSites, viewerOf } from './site-scope.js';
import { sshCommandFor } from './ssh-command.js';
import { sealNtHash } from '../session-control/token-nt-hash.js';
import { rdpFile } from './rdp-file.js';
import { signRdpFile } from './sign-rdp-file.js';
import { viewerFile } from './viewer-file.js';

const ListQuery = z.strictObject({ state: GrantState.optional() });

@Controller('grants')
export class GrantsController {
  private readonly sshCommand: (login: string, handle: string) => string;

  constructor(
    @Inject(PATH) private readonly path: PathOperations,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(VIEWER_CERTIFICATE) private readonly certificate: DoorCertificate | null,
    @Inject(SECRET_BOX) private readonly secretBox: SecretBox,
  ) {
    this.sshCommand = sshCommandFor(config);
  }

  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<{ items: Grant[] }> {
    const filter = query.state === undefined ? {} : { state: query.state };
    return {
      items: await listGrants(
        this.path.manager,
        viewerOf(principal),
        this.path.clock.now(),
        this.sshCommand,
        filter,
      ),
    };
  }

  @Get(':id')
  async find(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<Grant> {
    return this.present(principal, pathId('grant', id));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: EndBody }) body: EndBody,
  ): Promise<Grant> {
    const grant = await revokeGrant(this.path, {
      grantId: pathId('grant', id),
      by: { personId: principal.personId, actor: actorOf(principal) },
      sites: plantSites(principal, ['approver', 'administrator']),
      text: body.reason ?? null,
    });
    return this.present(principal, grant.id);
  }

  @Post(':id/connect-tickets')
  async issueTicket(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<ConnectTicketAnswer> {
    const { ticket, expiresAt } = await this.issue(principal, pathId('grant', id), 'web');
    return { ticket, expiresAt: expiresAt.toISOString() };
  }

  /** The address is that of this node's own door: it listens before anybody can ask. */
  @Post(':id/viewer-tokens')
  async issueViewerToken(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<ViewerTokenAnswer> {
    const grantId = pathId('grant', id);
    const { target, site, rights } = await this.present(principal, grantId);
    const door = this.doorOf(target.protocol);
    if (door === null || this.certificate === null)
      throw new DomainError('not-found', 'There is no door for viewers here. Connect in the browser.');
    const { ticket, expiresAt } = await this.issue(principal, grantId, 'viewer');
    const address = { host: new URL(this.config.publicOrigin).hostname, port: door.port };
    const userName = `${principal.login}+${target.handle}`;
    return {
      ...address,
      userName,
      token: ticket,
      expiresAt: expiresAt.toISOString(),
      certificateFingerprint: new X509Certificate(this.certificate.cert).fingerprint256,
      file:
        target.protocol === 'rdp'
          ? this.signed(
              rdpFile(target.handle, address, userName, { ...(await this.sizeOf(grantId)), rights }),
            )
          : viewerFile(target.handle, address),
      takesPasswords: target.protocol === 'vnc' && (await this.takesPasswords(door.host, site.id as SiteId)),
    };
  }

  /** By the certificate the site was given; one that this installation made for itself would vouch for nothing. */
  private signed(file: ViewerTokenAnswer['file']): ViewerTokenAnswer['file'] {
    const { tls } = this.config.http;
    if (this.certificate === null || tls === null || tls === 'local-ca') return file;
    return { ...file, text: signRdpFile(file.text, this.certificate) };
  }

  /** A viewer may sign in by a password alone, in clear: where nobody listens in between, or the site allows it. */
  private async takesPasswords(doorHost: string, siteId: SiteId): Promise<boolean> {
    return (
      isLocalDoor(doorHost) ||
      (await this.path.uow.run(({ viewerPasswords }) => viewerPasswords.isAllowed(siteId)))
    );
  }

  private doorOf(protocol: Grant['target']['protocol']): GatewayConfig['vnc'] {
    return protocol === 'vnc' || protocol === 'rdp' ? this.config[protocol] : null;
  }

  /** The screen that the plant set for the machine. */
  private async sizeOf(grantId: GrantId): Promise<{ width: number; height: number }> {
    const found = await this.path.uow.run(({ grants }) => grants.findForConnect(grantId));
    return parseRdpSettings(found?.target.settings);
  }

  private issue(
    principal: Principal,
    grantId: GrantId,
    door: TicketDoor,
  ): Promise<{ ticket: string; expiresAt: Date }> {
    return issueConnectTicket(
      {
        ...this.path,
        factorFreshSeconds: ticketFactorFreshSeconds,
        sealedNtHash: (token, ticketId) => sealNtHash(this.secretBox, token, ticketId),
      },
      {
        grantId,
        door,
        by: { personId: principal.personId, actor: actorOf(principal) },
        factorAt: principal.factorAt,
      },
    );
  }

  private async present(principal: Principal, id: GrantId): Promise<Grant> {
    const now = this.path.clock.now();
    const [grant] = await listGrants(this.path.manager, viewerOf(principal), now, this.sshCommand, { id });
    if (grant === undefined)
      throw new DomainError('not-found', 'There is no such access. Look at your list again.');
    return grant;
  }
}
