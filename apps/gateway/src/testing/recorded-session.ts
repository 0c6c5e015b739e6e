import {
  createSealedCertificateSigner,
  createSealedCredentialStore,
  makeCertificateAuthority,
} from '@gatehouse/credential';
import type { RecordingId, SessionId } from '@gatehouse/kernel';
import { PostgresCredentialRows, PostgresEventLog, PostgresUnitOfWork } from '@gatehouse/persistence';
import { openRecorder } from '@gatehouse/recording';
import type { RecordedFrame, Recorder } from '@gatehouse/recording';
import { authorizeConnection, isConnectRefusal } from '@gatehouse/session';
import { buildPlant, Workflow } from '@gatehouse/testing';
import { sessionDirectories } from '../session-control/session-directories.js';
import { sessionOperations } from '../wiring/session-operations.js';
import type { TestGateway } from './test-gateway.js';

export interface RecordedSession {
  readonly sessionId: SessionId;
  readonly recordingId: RecordingId;
  readonly siteId: Awaited<ReturnType<typeof buildPlant>>['siteId'];
  readonly recorder: Recorder;
  /** One frame of channel 0. `at` in milliseconds since the start. */
  record(kind: RecordedFrame['kind'], data: Uint8Array, at: number): Promise<void>;
  /** As the host does it at the end: the file stands, and so does the row. */
  seal(): Promise<void>;
}

/** A session of this node as it stands after its permit, and its recording; what it shows, the test says. */
export async function startRecordedSession(
  gateway: TestGateway,
  protocol: 'ssh' | 'vnc',
): Promise<RecordedSession> {
  const { database, clock, context } = gateway;
  const { secretBox } = context;
  const plant = await buildPlant(database);
  const workflow = new Workflow(database, clock);
  const request = await workflow.submit(plant);
  await workflow.review(request, plant.approverIds[0]!);
  const [grant] = await workflow.grantsOf(request.text.id);
  if (!grant) throw new Error('no grant');
  const credentials = createSealedCredentialStore(
    {
      uow: new PostgresUnitOfWork(database, (manager) => ({
        credentials: new PostgresCredentialRows(manager),
        events: new PostgresEventLog(manager),
      })),
      clock,
      box: secretBox,
    },
    createSealedCertificateSigner(makeCertificateAuthority(secretBox), secretBox),
  );
  const { uow } = sessionOperations(database, clock);
  const permit = await authorizeConnection(
    { uow, credentials, clock, secretBox, nodeId: context.nodeId, standing: () => null },
    {
      principal: {
        personId: plant.vendorUserId,
        login: 'ana',
        displayName: 'Ana',
        vendorOrganisationId: plant.vendorId,
        roles: [{ role: 'vendor-user', siteId: plant.siteId }],
        factorAt: clock.now(),
        source: '127.0.0.1',
      },
      grant: { id: grant.id },
      right: 'shell',
      clientLeg: 'ssh',
      wireId: 'w',
    },
  );
  if (isConnectRefusal(permit)) throw new Error(permit.code);
  const { sessionId, recordingId, recording } = permit.spend();
  const recorder = await openRecorder({
    ...sessionDirectories(context.config.dataDirectory),
    header: { ...recording.header, protocol },
    keys: recording.keys,
  });
  return {
    sessionId,
    recordingId,
    siteId: plant.siteId,
    recorder,
    record: (kind, data, at) => recorder.record({ channel: 0, kind, data: Buffer.from(data), at }),
    seal: async () => void (await recorder.close({ reason: 'client-left', complete: true })),
  };
}
