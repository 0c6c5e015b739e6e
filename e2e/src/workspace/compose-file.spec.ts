import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { repositoryRoot } from '../world/repository-root.js';
import { readComposeFile } from './compose-file.js';

const compose = readComposeFile();
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('follows the Compose Specification', () => {
    const { valid, errors } = validate(compose);
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  it('would be refused with a key that the specification does not know', () => {
    const wrong = structuredClone(compose) as unknown as { services: { gateway: Record<string, unknown> } };
    wrong.services.gateway.healthchek = {};
    expect(validate(wrong).valid).toBe(false);
  });

  it('runs gateway, portal, PostgreSQL 18 and Redis', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['gateway', 'portal', 'postgres', 'redis']);
    expect(compose.services.postgres?.image).toMatch(/^postgres:18\./);
    expect(compose.services.redis?.image).toMatch(/^redis:/);
  });

  it.each(services)(
    '%s is pinned, has a health check, and starts after what it needs is healthy',
    (_name, service) => {
      expect(service.image).not.toMatch(/:latest$|^[^:]+$/);
      expect(service.healthcheck?.test.length).toBeGreaterThan(1);
      for (const { condition } of Object.values(service.depends_on ?? {}))
        expect(condition).toBe('service_healthy');
    },
  );

  it.each(services)('%s takes every secret from a file', (_name, service) => {
    const texts = [
      ...Object.entries(service.environment ?? {}),
      ...(service.command ?? []).map((word) => ['', word]),
    ];
    for (const [name = '', value = ''] of texts) {
      if (/PASSWORD|SECRET|TOKEN|KEY|KEK|DATABASE_URL|REDIS_URL|SMTP_URL/.test(name))
        expect(name).toMatch(/_FILE$/);
      expect(value).not.toMatch(/:\/\/[^/\s]*:[^/\s]*@/);
    }
    for (const secret of service.secrets ?? [])
      expect(compose.secrets[secret]?.file).toMatch(/^\.\/secrets\//);
  });

  it('shows the databases to nobody outside', () => {
    for (const name of ['postgres', 'redis']) {
      expect(compose.services[name]?.ports).toBeUndefined();
      expect(compose.services[name]?.networks).toEqual(['inside']);
    }
    expect(compose.networks.inside?.internal).toBe(true);
  });

  it('runs its own images without rights they do not need', () => {
    for (const name of ['gateway', 'portal'])
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });
});

function validate(document: unknown): { valid: boolean; errors: string[] } {
  const path = join(repositoryRoot, 'e2e/src/workspace/compose-spec.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  // Ajv knows draft 07 under its http name only; the specification writes https.
  delete schema.$schema;
  const check = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  const valid = check(document);
  return { valid, errors: (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`) };
}
