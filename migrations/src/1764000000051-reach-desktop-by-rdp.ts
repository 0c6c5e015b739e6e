import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Targets with RDP: settings of their own, and a certificate as identity. That nothing proves a machine is never accepted of RDP.
 */
export class ReachDesktopByRdp1764000000051 implements MigrationInterface {
  name = 'ReachDesktopByRdp1764000000051';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Nothing could be reached by RDP before; a target that was written down all the same starts with what is usual.
      UPDATE target SET pinned_host_key = NULL, pinned_host_key_type = NULL, pinned_fingerprint = NULL, pinned_by = NULL,
        pinned_at = NULL WHERE protocol = 'rdp' AND pinned_host_key_type = 'none';
      UPDATE observed_host_key o SET state = 'rejected' FROM target t
        WHERE t.id = o.target_id AND t.protocol = 'rdp' AND o.state = 'waiting' AND o.key_type = 'none';
      UPDATE target SET settings = '{"signIn":"nla","domain":"","keyboardLayout":1033,"colourDepth":32,"width":1280,"height":800,"framesPerSecond":15}'
        WHERE protocol = 'rdp';
      ALTER TABLE target
        ADD CONSTRAINT target_rdp_pin_proves CHECK (protocol <> 'rdp' OR pinned_host_key_type IS DISTINCT FROM 'none');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE target DROP CONSTRAINT target_rdp_pin_proves;
      UPDATE target SET settings = '{}' WHERE protocol = 'rdp';
    `);
  }
}
