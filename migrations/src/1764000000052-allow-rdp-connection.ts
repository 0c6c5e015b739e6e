import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections of a person's own RDP client. */
export class AllowRdpConnection1764000000052 implements MigrationInterface {
  name = 'AllowRdpConnection1764000000052';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE connection DROP CONSTRAINT connection_client_leg_known,
        ADD CONSTRAINT connection_client_leg_known CHECK (client_leg IN ('ssh','web','vnc','rdp'))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE connection DROP CONSTRAINT connection_client_leg_known,
        ADD CONSTRAINT connection_client_leg_known CHECK (client_leg IN ('ssh','web','vnc'))
    `);
  }
}
