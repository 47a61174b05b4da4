import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameraCertificates } from '../support/camera-certificates.ts';
import { startDemoCamera } from '../support/demo-fixture.ts';
import { HostileServer } from '../support/hostile-server.ts';
import { outcomeOf, startTestRelay, type TestRelay } from '../support/relay-fixture.ts';

const [agreed, other] = cameraCertificates;
const fingerprintOf = ({ cert }: { cert: string }) => new X509Certificate(cert).fingerprint256;

describe('an rtsps camera with a certificate of its own', () => {
  let relay: TestRelay;
  beforeAll(async () => {
    relay = await startTestRelay('worker');
  });
  afterAll(() => relay.close());

  /** Counts bytes of RTSP that come through TLS. */
  async function listening(identity: { key: string; cert: string }) {
    let bytes = 0;
    const server = tls.createServer(identity, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => (bytes += data.length));
    });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    return {
      url: `rtsps://127.0.0.1:${port}/live`,
      bytes: () => bytes,
      [Symbol.dispose]: () => void server.close(),
    };
  }

  it('SEC-5 is not trusted before somebody agreed: its fingerprint is shown, not a byte of RTSP is sent', async () => {
    using server = await listening(agreed);
    const error = await outcomeOf(relay.open({ url: server.url, username: 'a', password: 'b' }));
    expect(error).toMatchObject({
      code: 'certificate-unknown',
      certificateFingerprint: fingerprintOf(agreed),
    });
    expect(server.bytes()).toBe(0);
  });

  it('SEC-5 that shows another certificate than the agreed one is refused before a byte of RTSP', async () => {
    using server = await listening(other);
    const pull = relay.open({ url: server.url, certificatePin: fingerprintOf(agreed) });
    expect(await outcomeOf(pull)).toMatchObject({
      code: 'certificate-changed',
      certificateFingerprint: fingerprintOf(other),
    });
    expect(server.bytes()).toBe(0);
  });

  it('SEC-5 is pulled when its certificate is the agreed one', async () => {
    const camera = await startDemoCamera({ knobs: { tls: agreed } });
    const url = camera.mainUrl.replace(/^rtsps?:/, 'rtsps:');
    const source = { url, username: camera.username!, password: camera.password! };
    const pull = relay.open({ ...source, certificatePin: fingerprintOf(agreed).toLowerCase() });
    expect(await outcomeOf(pull)).toBe('ready');
    expect(pull.localUrl).toMatch(/^rtsp:\/\/127\.0\.0\.1:/);
    await pull.close();
    await camera.stop();
  });

  it('SEC-5 that does not speak TLS at all is no such camera', async () => {
    await using server = await HostileServer.onConnect((socket) =>
      socket.write('RTSP/1.0 400 Bad Request\r\n\r\n'),
    );
    expect(await outcomeOf(relay.open({ url: server.url.replace('rtsp:', 'rtsps:') }))).toMatchObject({
      code: 'not-rtsp',
    });
  });

  it('SEC-5 that accepts and says nothing costs 3 s', { timeout: 12_000 }, async () => {
    await using server = await HostileServer.onConnect(() => {});
    const pull = relay.open({ url: server.url.replace('rtsp:', 'rtsps:') });
    expect(await outcomeOf(pull)).toMatchObject({ code: 'handshake-timeout' });
  });
});
