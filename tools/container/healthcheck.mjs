// Health check of the gateway's container: is the web side of this node serving? It never listens before
// database, schema and keys stand. Asks itself on loopback, under the name people use.
const port = process.env.HTTP_PORT ?? (process.env.TLS_CERT_FILE ? '8443' : '8080');
const origin = new URL(process.env.PUBLIC_ORIGIN ?? `http://localhost:${port}`);
const secure =
  Boolean(process.env.TLS_CERT_FILE) || (origin.protocol === 'https:' && !process.env.TRUSTED_PROXIES);
const { request } = await import(secure ? 'node:https' : 'node:http');

const asked = request(
  // The certificate is made out to the public name, and this is our own process on loopback.
  {
    host: '127.0.0.1',
    port,
    path: '/',
    headers: { host: origin.host },
    timeout: 4000,
    rejectUnauthorized: false,
  },
  (response) => {
    response.resume();
    process.exit(response.statusCode === 200 ? 0 : 1);
  },
);
asked.on('timeout', () => asked.destroy(new Error('no answer')));
asked.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
asked.end();
