import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { call } from './call.js';
import { FactorNotGiven, factorQuestion } from './fresh-factor.js';
import { ApiProblem, GatewayNotReached } from './problem-error.js';
import { signedOut } from './signed-out.js';
import { unsentStops, whileNotReached } from './while-not-reached.js';

const Answer = z.object({ ok: z.literal(true) });
const refusal = (status: number, code: string) => ({
  status,
  body: { type: 'urn:x', title: code, status, code, detail: `Because of ${code}.` },
});

describe('a call', () => {
  let server: Server;
  let origin: string;
  let answers: { status: number; body: unknown }[];
  let asked: number;

  beforeEach(async () => {
    answers = [];
    asked = 0;
    server = createServer((_request, response) => {
      asked += 1;
      const answer = answers.shift() ?? { status: 200, body: { ok: true } };
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ask = () => call({ method: 'POST', path: `${origin}/api/x`, body: {}, answer: Answer });
  const onceAsked = async () => {
    while (factorQuestion.get() === null) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('that wants a fresh code asks for it and is then made again', async () => {
    answers = [refusal(403, 'fresh-factor-required')];
    const answer = ask();
    await onceAsked();
    factorQuestion.get()?.given();
    await expect(answer).resolves.toEqual({ ok: true });
    expect(asked).toBe(2);
    expect(factorQuestion.get()).toBeNull();
  });

  it('is not made again when the question is closed', async () => {
    answers = [refusal(403, 'fresh-factor-required')];
    const answer = ask();
    const closed = expect(answer).rejects.toBeInstanceOf(FactorNotGiven);
    await onceAsked();
    factorQuestion.get()?.closed();
    await closed;
    expect(asked).toBe(1);
  });

  it('asks one question for calls at the same time', async () => {
    answers = [refusal(403, 'fresh-factor-required'), refusal(403, 'fresh-factor-required')];
    const both = Promise.all([ask(), ask()]);
    while (asked < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await onceAsked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    factorQuestion.get()?.given();
    await both;
    expect(asked).toBe(4);
  });

  it('gives the refusal of the second try, and asks no third time', async () => {
    answers = [refusal(403, 'fresh-factor-required'), refusal(403, 'fresh-factor-required')];
    const answer = ask();
    const refused = expect(answer).rejects.toBeInstanceOf(ApiProblem);
    await onceAsked();
    factorQuestion.get()?.given();
    await refused;
    expect(asked).toBe(2);
  });

  it('announces that nobody is signed in any more', async () => {
    answers = [refusal(401, 'sign-in-required')];
    let announced = 0;
    const stop = signedOut.watch(() => (announced += 1));
    await expect(ask()).rejects.toBeInstanceOf(ApiProblem);
    stop();
    expect(announced).toBe(1);
  });

  it('that gets no answer says the gateway was not reached', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(ask()).rejects.toBeInstanceOf(GatewayNotReached);
  });

  it('that stops something is tried until the gateway is reached, and says so meanwhile', async () => {
    let tries = 0;
    const seen: number[] = [];
    const stop = unsentStops.watch(() => seen.push(unsentStops.get()));
    const sent = await whileNotReached(async () => {
      tries += 1;
      if (tries < 3) throw new GatewayNotReached();
      return 'ended';
    }, 1);
    stop();
    expect(sent).toBe('ended');
    expect(seen).toEqual([1, 0]);
  });

  it('that stops something and is refused is not tried again', async () => {
    answers = [refusal(409, 'conflict')];
    await expect(whileNotReached(ask, 1)).rejects.toBeInstanceOf(ApiProblem);
    expect(asked).toBe(1);
    expect(unsentStops.get()).toBe(0);
  });
});
