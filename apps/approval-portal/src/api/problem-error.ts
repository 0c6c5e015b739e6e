import type { Problem } from '@gatehouse/contracts';

/** The gateway refused, and said why in words a person can act on. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
  }

  get code(): string {
    return this.problem.code;
  }
}

/** No answer came: the network, the gateway, or something between them. */
export class GatewayNotReached extends Error {
  constructor() {
    super('gateway not reached');
    this.name = 'GatewayNotReached';
  }
}

/** An answer came that this portal cannot read: another version, or something in between that answered instead. */
export class AnswerNotUnderstood extends Error {
  constructor(
    readonly path: string,
    readonly why: string,
  ) {
    super(`${path}: ${why}`);
    this.name = 'AnswerNotUnderstood';
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}
