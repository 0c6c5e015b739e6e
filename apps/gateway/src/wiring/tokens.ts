/** Injection tokens of what every module may ask for. */
export const CONFIG = 'gatehouse.config';
export const CLOCK = 'gatehouse.clock';
export const DATABASE = 'gatehouse.database';
export const SECRET_BOX = 'gatehouse.secret-box';
export const LOG = 'gatehouse.log';
export const NODE_ID = 'gatehouse.node-id';
export const SSH_HOST_KEYS = 'gatehouse.ssh-host-keys';
export const INSTALLATION_SECRETS = 'gatehouse.installation-secrets';
/** `UnitOfWork<IdentityStores>`. */
export const IDENTITY_WORK = 'gatehouse.identity-work';
/** `DirectoryOperations`. */
export const DIRECTORY = 'gatehouse.directory';
/** `PathOperations`. */
export const PATH = 'gatehouse.path';
/** `HostKeyScanner` of the directory. */
export const HOST_KEY_SCANNER = 'gatehouse.host-key-scanner';
/** `SignInTester` of the directory. */
export const SIGN_IN_TESTER = 'gatehouse.sign-in-tester';
/** `CertificateSigner`. */
export const CERTIFICATE_SIGNER = 'gatehouse.certificate-signer';
/** `CredentialStore`. */
export const CREDENTIAL_STORE = 'gatehouse.credential-store';
/** Notifiers by name. */
export const NOTIFIERS = 'gatehouse.notifiers';
/** `SessionOperations`. */
export const SESSIONS = 'gatehouse.sessions';
export const WIRES = 'gatehouse.wires';
export const VIEWER_CERTIFICATE = Symbol('viewer certificate');
