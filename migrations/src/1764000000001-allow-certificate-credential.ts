import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A credential may be a certificate, made for each connection. */
export class AllowCertificateCredential1764000000001 implements MigrationInterface {
  name = 'AllowCertificateCredential1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credential DROP CONSTRAINT credential_kind_known,
        ADD CONSTRAINT credential_kind_known CHECK (kind IN ('password','private-key','ssh-certificate'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credential DROP CONSTRAINT credential_kind_known,
        ADD CONSTRAINT credential_kind_known CHECK (kind IN ('password','private-key'));
    `);
  }
}
