import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ConfirmationCodeBody } from '@gatehouse/contracts';
import type { SignInConfirmation as ConfirmationView } from '@gatehouse/contracts';
import { SignInConfirmations } from '@gatehouse/identity';
import type { Principal, SignInConfirmation } from '@gatehouse/identity';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';

/** A person's ssh connection that waits for their yes in the portal. The code travels in bodies, which no log keeps. */
@Controller('sign-in-confirmations')
export class SignInConfirmationsController {
  constructor(private readonly confirmations: SignInConfirmations) {}

  @Post('find')
  @HttpCode(200)
  async find(
    @CurrentPrincipal() by: Principal,
    @Body({ schema: ConfirmationCodeBody }) { code }: ConfirmationCodeBody,
  ): Promise<ConfirmationView> {
    return present(by, await this.confirmations.find(by, code));
  }

  @Post(':id/confirm')
  @HttpCode(200)
  async confirm(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<ConfirmationView> {
    return present(by, await this.confirmations.confirm(by, pathId('conf', id)));
  }

  @Post(':id/refuse')
  @HttpCode(200)
  async refuse(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<ConfirmationView> {
    return present(by, await this.confirmations.refuse(by, pathId('conf', id)));
  }
}

function present(by: Principal, confirmation: SignInConfirmation): ConfirmationView {
  return {
    id: confirmation.id,
    source: confirmation.source,
    yourAddress: by.source,
    handle: confirmation.handle,
    askedAt: confirmation.createdAt.toISOString(),
    expiresAt: confirmation.expiresAt.toISOString(),
  };
}
