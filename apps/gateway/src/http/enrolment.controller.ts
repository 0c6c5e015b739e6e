import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CompleteEnrolmentBody, OpenEnrolmentBody } from '@gatehouse/contracts';
import type { CompleteEnrolmentAnswer, OpenEnrolmentAnswer } from '@gatehouse/contracts';
import { Enrolment } from '@gatehouse/identity';
import type { Request } from 'express';
import { ClientAddress } from './client-address.js';

/** The link of an invitation, opened on a phone alone. The token comes in bodies only, never in an address. */
@Controller('enrolment')
export class EnrolmentController {
  constructor(
    private readonly enrolment: Enrolment,
    private readonly clientAddress: ClientAddress,
  ) {}

  @Post('open')
  @HttpCode(200)
  async open(
    @Body({ schema: OpenEnrolmentBody }) body: OpenEnrolmentBody,
    @Req() request: Request,
  ): Promise<OpenEnrolmentAnswer> {
    const opened = await this.enrolment.open(body.token, this.clientAddress.of(request));
    return {
      login: opened.person.login,
      displayName: opened.person.displayName,
      organisation: opened.person.vendorOrganisation?.name ?? null,
      sponsor: opened.person.sponsor?.displayName ?? null,
      totpSecret: opened.totpSecret,
      totpUri: opened.totpUri,
      expiresAt: opened.expiresAt.toISOString(),
    };
  }

  @Post('complete')
  @HttpCode(200)
  async complete(
    @Body({ schema: CompleteEnrolmentBody }) body: CompleteEnrolmentBody,
    @Req() request: Request,
  ): Promise<CompleteEnrolmentAnswer> {
    const { token, password, code, timeZone } = body;
    const input = { token, password, code, timeZone: timeZone ?? null };
    const done = await this.enrolment.complete(input, this.clientAddress.of(request));
    return {
      recoveryCodes: done.recoveryCodes,
      state: done.state,
      sponsor: done.person.sponsor?.displayName ?? null,
    };
  }
}
