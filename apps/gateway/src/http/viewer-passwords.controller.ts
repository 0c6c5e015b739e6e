import { Controller, Inject, Param, Post } from '@nestjs/common';
import type { ViewerPasswordAnswer } from '@gatehouse/contracts';
import { issueViewerPassword } from '@gatehouse/grant';
import { actorOf } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { SecretBox } from '@gatehouse/kernel';
import { ticketFactorFreshSeconds } from '@gatehouse/session';
import type { GatewayConfig } from '../config/config.js';
import { isLocalDoor } from '../config/is-local-door.js';
import { sealViewerPassword } from '../session-control/sealed-viewer-password.js';
import type { PathOperations } from '../wiring/path-operations.js';
import { CONFIG, PATH, SECRET_BOX } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';

/** For viewers that know VncAuth and nothing better. */
@Controller('grants/:id/viewer-passwords')
export class ViewerPasswordsController {
  constructor(
    @Inject(PATH) private readonly path: PathOperations,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(SECRET_BOX) private readonly secretBox: SecretBox,
  ) {}

  @Post()
  async issue(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<ViewerPasswordAnswer> {
    const { vnc, publicOrigin } = this.config;
    if (vnc === null)
      throw new DomainError('not-found', 'There is no door for viewers here. Connect in the browser.');
    const { password, expiresAt } = await issueViewerPassword(
      {
        ...this.path,
        factorFreshSeconds: ticketFactorFreshSeconds,
        isDoorLocal: isLocalDoor(vnc.host),
        seal: (made, ticketId) => sealViewerPassword(this.secretBox, made, ticketId),
      },
      {
        grantId: pathId('grant', id),
        by: { personId: principal.personId, actor: actorOf(principal) },
        factorAt: principal.factorAt,
      },
    );
    return {
      host: new URL(publicOrigin).hostname,
      port: vnc.port,
      password,
      expiresAt: expiresAt.toISOString(),
    };
  }
}
