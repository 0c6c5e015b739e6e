import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../world/repository-root.js';
import { readComposeFile } from './compose-file.js';

interface Stage {
  name: string;
  from: string;
  steps: { word: string; rest: string }[];
}

const stages = readStages(readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8'));
const shipped = Object.values(readComposeFile().services).flatMap(({ build }) =>
  build ? [build.target] : [],
);

describe('Dockerfile', () => {
  it('has a stage for every image that docker-compose.yml builds', () => {
    expect(shipped.sort()).toEqual(['gateway', 'portal']);
    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(shipped));
  });

  it('builds and runs on Node 24, every base pinned', () => {
    const bases = stages.map(({ from }) => from);
    for (const base of bases) expect(base).toMatch(/:\d+\.\d+/);
    for (const base of bases.filter((image) => image.startsWith('node:'))) expect(base).toMatch(/^node:24\./);
    expect(stageOf('gateway').from).toMatch(/^node:24\..*-slim$/);
  });

  it.each(shipped)('%s runs as a user that is not root and has a health check', (name) => {
    const users = stageOf(name).steps.filter(({ word }) => word === 'USER');
    expect(users.at(-1)?.rest).toMatch(/^[1-9]\d*(:[1-9]\d*)?$/);
    expect(stageOf(name).steps.some(({ word }) => word === 'HEALTHCHECK')).toBe(true);
  });

  it.each(shipped)('%s ships no compiler, no sources and no development packages', (name) => {
    const copies = stageOf(name).steps.filter(({ word }) => word === 'COPY');
    for (const { rest } of copies) expect(rest).not.toMatch(/^\.\s|\ssrc\b/);
    const production = stageOf('packages')
      .steps.map(({ rest }) => rest)
      .join('\n');
    expect(production).toContain('npm ci --omit=dev --ignore-scripts');
  });

  it('takes no secret as an argument or an environment variable', () => {
    for (const { steps } of stages)
      for (const { word, rest } of steps) {
        expect(word).not.toBe('ARG');
        if (word === 'ENV') expect(rest).not.toMatch(/PASSWORD|SECRET|TOKEN|_URL|KEK/);
      }
  });

  it('is sent nothing that is not listed, and never secrets or local data', () => {
    const lines = readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    for (const kept of ['**/secrets', '**/.env*', '**/.data']) expect(lines.indexOf(kept)).toBeGreaterThan(0);
    const lastListed = lines.findLastIndex((line) => line.startsWith('!'));
    expect(lines.indexOf('**/secrets')).toBeGreaterThan(lastListed);
  });
});

function stageOf(name: string): Stage {
  const stage = stages.find((candidate) => candidate.name === name);
  if (!stage) throw new Error(`no stage ${name}`);
  return stage;
}

function readStages(text: string): Stage[] {
  const lines = text
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const found: Stage[] = [];
  for (const line of lines) {
    const [word = '', ...words] = line.split(/\s+/);
    if (word === 'FROM') found.push({ from: words[0] ?? '', name: words[2] ?? '', steps: [] });
    else found.at(-1)?.steps.push({ word, rest: words.join(' ') });
  }
  return found;
}
