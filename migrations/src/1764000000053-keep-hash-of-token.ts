import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * NLA proves a password by the hash that Windows keeps of it (MS-NLMP section 3.3.2), so the gateway must know that hash of a
 * token to judge who shows it. It is sealed, stands beside a token for an RDP client only, and goes when the token is spent.
 */
export class KeepHashOfToken1764000000053 implements MigrationInterface {
  name = 'KeepHashOfToken1764000000053';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE connect_ticket ADD COLUMN sealed_nt_hash bytea
        CONSTRAINT connect_ticket_nt_hash_of_live CHECK (sealed_nt_hash IS NULL
          OR (door = 'viewer' AND protocol = 'rdp' AND used_at IS NULL));
      CREATE INDEX connect_ticket_with_nt_hash ON connect_ticket (expires_at) WHERE sealed_nt_hash IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX connect_ticket_with_nt_hash;
      ALTER TABLE connect_ticket DROP COLUMN sealed_nt_hash;
    `);
  }
}
