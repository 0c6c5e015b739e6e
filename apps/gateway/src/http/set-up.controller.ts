import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { SetUpBody } from '@gatehouse/contracts';
import { setUp } from '@gatehouse/identity';
import type { IdentityStores } from '@gatehouse/identity';
import type { Clock, UnitOfWork } from '@gatehouse/kernel';
import type { Request } from 'express';
import { CLOCK, IDENTITY_WORK } from '../wiring/tokens.js';
import { ClientAddress } from './client-address.js';

/** The first administrator, made with the one-time token that the first start printed. */
@Controller('set-up')
export class SetUpController {
  constructor(
    @Inject(IDENTITY_WORK) private readonly uow: UnitOfWork<IdentityStores>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly clientAddress: ClientAddress,
  ) {}

  @Post()
  @HttpCode(200)
  setUp(
    @Body({ schema: SetUpBody }) body: SetUpBody,
    @Req() request: Request,
  ): Promise<{ enrolmentToken: string }> {
    return setUp({ uow: this.uow, clock: this.clock }, body, this.clientAddress.of(request));
  }
}
