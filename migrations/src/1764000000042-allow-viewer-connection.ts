import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections of a person's own VNC viewer. */
export class AllowViewerConnection1764000000042 implements MigrationInterface {
  name = 'AllowViewerConnection1764000000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE connection DROP CONSTRAINT connection_client_leg_known,
        ADD CONSTRAINT connection_client_leg_known CHECK (client_leg IN ('ssh','web','vnc'))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE connection DROP CONSTRAINT connection_client_leg_known,
        ADD CONSTRAINT connection_client_leg_known CHECK (client_leg IN ('ssh','web'))
    `);
  }
}
