import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Targets with VNC: an account may be left out, a certificate may be pinned, or `none` where an administrator accepted that
 * nothing proves the machine. What only fits one protocol is held to it.
 */
export class ProveDesktopIdentity1764000000031 implements MigrationInterface {
  name = 'ProveDesktopIdentity1764000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Nothing could be reached by another protocol than SSH before: an SSH key pinned there proves nothing of it, and
      -- settings and jump hosts were refused.
      UPDATE target SET pinned_host_key = NULL, pinned_host_key_type = NULL, pinned_fingerprint = NULL, pinned_by = NULL,
        pinned_at = NULL WHERE protocol <> 'ssh';
      UPDATE target SET settings = '{"protection":"any","framesPerSecond":15}' WHERE protocol = 'vnc';
      UPDATE observed_host_key o SET state = 'rejected' FROM target t
        WHERE t.id = o.target_id AND t.protocol <> 'ssh' AND o.state = 'waiting';
      ALTER TABLE target
        DROP CONSTRAINT target_account_length,
        ADD CONSTRAINT target_account_length CHECK (length(account) <= 64 AND (account <> '' OR protocol = 'vnc')),
        ADD CONSTRAINT target_jump_host_of_ssh CHECK (jump_host_id IS NULL OR protocol = 'ssh'),
        ADD CONSTRAINT target_pin_of_protocol CHECK ((protocol = 'ssh') = (pinned_host_key_type NOT IN ('x509','none'))),
        ADD CONSTRAINT target_pin_none_is_empty CHECK (
          (pinned_host_key_type IS NOT DISTINCT FROM 'none') = (pinned_fingerprint IS NOT DISTINCT FROM 'none')
          AND (pinned_host_key_type IS NOT DISTINCT FROM 'none') = (length(pinned_host_key) IS NOT DISTINCT FROM 0)),
        ADD CONSTRAINT target_pin_where_certificate_asked CHECK (NOT (settings->>'protection' = 'certificate'
          AND pinned_host_key_type = 'none'));
      ALTER TABLE jump_host
        ADD CONSTRAINT jump_host_pin_is_key CHECK (pinned_host_key_type NOT IN ('x509','none') AND length(pinned_host_key) > 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jump_host DROP CONSTRAINT jump_host_pin_is_key;
      ALTER TABLE target
        DROP CONSTRAINT target_pin_where_certificate_asked,
        DROP CONSTRAINT target_pin_none_is_empty,
        DROP CONSTRAINT target_pin_of_protocol,
        DROP CONSTRAINT target_jump_host_of_ssh;
      UPDATE target SET account = 'vnc' WHERE account = '';
      ALTER TABLE target
        DROP CONSTRAINT target_account_length,
        ADD CONSTRAINT target_account_length CHECK (length(account) BETWEEN 1 AND 64);
    `);
  }
}
