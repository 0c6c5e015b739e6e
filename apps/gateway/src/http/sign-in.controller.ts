import { Body, Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { CodeBody, RecoveryCodeBody, SignInBody } from '@gatehouse/contracts';
import type { Me } from '@gatehouse/contracts';
import { WebSignIn } from '@gatehouse/identity';
import type { OpenWebSession } from '@gatehouse/identity';
import type { Request, Response } from 'express';
import { CodeGuard, RecoveryCodeGuard } from './code.strategy.js';
import type { WholeSignIn } from './code.strategy.js';
import { CurrentSession } from './current-principal.js';
import { OwnPage } from './own-page.js';
import { PasswordGuard } from './password.strategy.js';
import type { HalfSignIn } from './password.strategy.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { codeRefused } from './sign-in-refusals.js';

/** Signing in, with a password and then a code; stepping up; signing out. */
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: WebSignIn,
    private readonly ownPage: OwnPage,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @UseGuards(PasswordGuard)
  password(
    @Body({ schema: SignInBody }) _body: SignInBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): { next: 'code' } {
    const { token } = request.user as HalfSignIn;
    setSessionCookie(response, token);
    return { next: 'code' };
  }

  @Post('sign-in/code')
  @HttpCode(200)
  @UseGuards(CodeGuard)
  code(
    @Body({ schema: CodeBody }) _body: CodeBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    return this.finish(request, response);
  }

  @Post('sign-in/recovery-code')
  @HttpCode(200)
  @UseGuards(RecoveryCodeGuard)
  recoveryCode(
    @Body({ schema: RecoveryCodeBody }) _body: RecoveryCodeBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    return this.finish(request, response);
  }

  @Post('step-up')
  @HttpCode(200)
  async stepUp(
    @CurrentSession() session: OpenWebSession,
    @Body({ schema: CodeBody }) body: CodeBody,
  ): Promise<{ factorAt: string }> {
    const outcome = await this.signIn.stepUp(session, body.code);
    if (!outcome.ok) throw codeRefused(outcome.reason);
    return { factorAt: outcome.factorAt.toISOString() };
  }

  @Post('sign-out')
  @HttpCode(204)
  async signOut(
    @CurrentSession() session: OpenWebSession,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.signIn.signOut(session);
    clearSessionCookie(response);
  }

  private async finish(request: Request, response: Response): Promise<Me> {
    const { token, session } = request.user as WholeSignIn;
    setSessionCookie(response, token);
    return this.ownPage.of(session.principal, session.endsAt);
  }
}
