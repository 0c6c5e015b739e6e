import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { SignInTestAnswer } from '@gatehouse/contracts';
import { testSignIn } from '@gatehouse/directory';
import type { SignInTester } from '@gatehouse/directory';
import type { Principal } from '@gatehouse/identity';
import { plainLine } from '@gatehouse/kernel';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY, SIGN_IN_TESTER } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';
import { actingAt } from './site-scope.js';

@Controller('targets')
export class SignInTestsController {
  constructor(
    @Inject(DIRECTORY) private readonly directory: DirectoryOperations,
    @Inject(SIGN_IN_TESTER) private readonly tester: SignInTester,
  ) {}

  @Post(':id/sign-in-test')
  @HttpCode(200)
  async test(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<SignInTestAnswer> {
    const answer = await testSignIn(
      { ...this.directory, tester: this.tester },
      actingAt(principal, ['administrator']),
      pathId('tgt', id),
    );
    // What a machine says of itself is shown as inert words.
    return answer.outcome === 'accepted'
      ? { outcome: 'accepted', detail: null }
      : { outcome: answer.outcome, detail: plainLine(answer.detail, longestDetail) };
  }
}

const longestDetail = 300;
