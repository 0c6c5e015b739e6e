import { startShadow } from './start-shadow.js';
import { startXrdp } from './start-xrdp.js';
import { eventually } from './eventually.js';

jest.setTimeout(60_000);
it('tmp', async () => {
  const t0 = performance.now();
  const [a, b] = await Promise.all([startXrdp(), startXrdp({ backend: 'Xvnc' })]);
  console.log('xrdp', performance.now() - t0, a.port, b.port);
  const s = await startShadow();
  console.log('shadow', performance.now() - t0, s.port, s.certificate.length);
  for (const x of [a, b]) {
    const c = s.run('xfreerdp', `/v:127.0.0.1:${x.port}`, `/u:${x.account}`, `/p:${x.password}`, '/cert:ignore', '/size:640x480', '/sec:tls');
    try { console.log(await x.display()); } catch (e) { console.log(x.logs(), c.output); }
    const l = await x.run('xlsclients');
    await eventually(() => l.isOver);
    console.log(l.output, performance.now() - t0);
  }
  await Promise.all([a.stop(), b.stop()]);
  await s.stop();
  console.log('stopped', performance.now() - t0);
});
