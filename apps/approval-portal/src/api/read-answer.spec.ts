import { z } from 'zod';
import { AnswerNotUnderstood, ApiProblem, hasCode } from './problem-error.js';
import { readAnswer } from './read-answer.js';

const Answer = z.object({ name: z.string() });
const raw = (status: number, body: unknown) => ({
  path: '/api/x',
  status,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const problem = {
  type: 'urn:x',
  title: 'Not open',
  status: 409,
  code: 'grant-not-open',
  detail: 'Connect from 14:00.',
};

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
}

describe('an answer of the API', () => {
  it('is given as the contract has it', () => {
    expect(readAnswer(raw(200, { name: 'a', more: 1 }), Answer)).toEqual({ name: 'a' });
  });

  it('with problem details is the refusal they name, in the words they hold', () => {
    const error = errorOf(() => readAnswer(raw(409, problem), Answer));
    expect(error).toBeInstanceOf(ApiProblem);
    expect((error as ApiProblem).message).toBe('Connect from 14:00.');
    expect(hasCode(error, 'grant-not-open')).toBe(true);
    expect(hasCode(error, 'grant-closed')).toBe(false);
  });

  it.each([
    ['an answer without what the contract wants', 200, { title: 'x' }],
    ['a page of something in between', 502, '<html>Bad gateway</html>'],
    ['an error that is not problem details', 500, { message: 'x' }],
    ['an empty body where one is wanted', 200, ''],
  ])('that is %s is not understood, and never taken for right', (_, status, body) => {
    expect(errorOf(() => readAnswer(raw(status, body), Answer))).toBeInstanceOf(AnswerNotUnderstood);
  });

  it('without a body reads as nothing where nothing is wanted', () => {
    expect(readAnswer(raw(204, ''), z.unknown())).toBeUndefined();
  });
});
