/**
 * Everything a camera can do wrong, seen from outside: what the operator reads, what the gap is called afterwards, and that
 * recording goes on by itself. Simulated faults over the API, addresses that are none, and hostile cameras under "Test".
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoFault } from '../../shared/contract/names.ts';
import type { CameraState } from '../../shared/model/camera-status.ts';
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';
import { AppCameras } from '../support/app-cameras.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { thisTestTries } from '../support/fault-journal.ts';
import { tracks } from '../support/ffprobe.ts';
import { HostileServer, reply, type HostileAnswer } from '../support/hostile-server.ts';
import { malformedAddresses } from '../support/malformed-addresses.ts';
import type { SocketClient } from '../support/rpc-socket.ts';
import { until } from '../support/until.ts';

/** Pause after a refusal that repeating makes worse; the others begin well below it. */
const SLOW_MS = 4_000;
const BACKOFF_MAX_MS = 800;

interface FaultCase {
  readonly fault: DemoFault;
  /** What is shown while it lasts. */
  readonly reason: EndReason;
  readonly state: CameraState;
  readonly sentence: string;
  /** All that the time without footage may be called; the first one must be among it. */
  readonly gaps: readonly [GapReason, ...GapReason[]];
  readonly slowly?: boolean;
}

/** The glossary's last table, as far as a simulated camera can bring it about. Losing the connection comes first. */
const faultCases: readonly FaultCase[] = [
  {
    fault: 'drop',
    reason: 'unreachable',
    state: 'reconnecting',
    sentence: 'The camera does not answer at its address.',
    gaps: ['camera-offline'],
  },
  {
    fault: 'reset',
    reason: 'camera-lost',
    state: 'reconnecting',
    sentence: 'The connection to the camera broke.',
    gaps: ['camera-offline'],
  },
  {
    fault: 'stall',
    reason: 'stalled',
    state: 'reconnecting',
    sentence: 'The camera stopped sending pictures.',
    gaps: ['stalled', 'camera-offline'],
  },
  {
    fault: 'unauthorized',
    reason: 'wrong-password',
    state: 'reconnecting',
    sentence: 'The camera refuses this user name or password.',
    gaps: ['wrong-password', 'camera-offline'],
    slowly: true,
  },
  {
    fault: 'not-found',
    reason: 'not-found',
    state: 'reconnecting',
    sentence: 'The camera has no stream at this address.',
    gaps: ['camera-refused', 'camera-offline'],
  },
  {
    fault: 'redirect',
    reason: 'redirected',
    state: 'reconnecting',
    sentence: 'The camera sends Watchpost to another address, which is refused.',
    gaps: ['camera-refused', 'camera-offline'],
    slowly: true,
  },
];

let app: AppProcess;
let client: SocketClient;
let cameras: AppCameras;
let ids: readonly string[];

beforeAll(async () => {
  app = await startApp({ flags: ['--demo', String(faultCases.length + 2)] });
  client = await app.client();
  cameras = new AppCameras(app, client);
  await client.call('settings.update', {
    recording: { rotationSeconds: 10 },
    reconnect: { minMs: 200, maxMs: BACKOFF_MAX_MS, slowMs: SLOW_MS },
  });
  ids = (await client.call('cameras.list', {})).map(({ id }) => id);
  await Promise.all(ids.map((id) => cameras.untilFootage(id, 2)));
});
afterAll(() => app.dispose());

const setFault = (cameraId: string, fault: DemoFault) => client.call('demo.fault', { cameraId, fault });

async function startAnew(id: string): Promise<void> {
  await client.call('stop_recording', { id });
  await client.call('start_recording', { id });
}

/** Reasons for the time without footage since then, once there is footage after it. */
async function gapReasonsOnceOver(id: string, from: number): Promise<Set<GapReason>> {
  await cameras.untilRecording(id);
  const closed = async () => {
    const { spans, gaps } = await cameras.timeline(id, from);
    return gaps.length > 0 && spans.some((span) => span.from >= gaps.at(-1)!.to) && gaps;
  };
  const gaps = await until(closed, { timeoutMs: 30_000, intervalMs: 200, what: 'footage after the gap' });
  return new Set(gaps.map(({ reason }) => reason));
}

describe('a camera', () => {
  it.concurrent.for(faultCases.map((one, index) => ({ ...one, index })))(
    'REC-1 REC-5 REC-6 COV-1 with the fault $fault is $state as $reason, and recorded again afterwards',
    { timeout: 120_000 },
    async ({ fault, reason, state, sentence, gaps, slowly = false, index }, context) => {
      const figures = thisTestTries(fault === 'stall' ? 'F10' : 'F12', {
        trial: index + 1,
        finished: context.onTestFinished,
      });
      const id = ids[index]!;
      const { sessionId, counters } = await cameras.status(id);
      // The newest footage is up to a fragment old.
      const from = Date.now() - 1_500;
      await setFault(id, fault);
      if (fault === 'stall')
        await cameras.until(id, 'the stall to show', (status) => status.state === 'stalled');
      const shown = await cameras.until(
        id,
        `${state} as ${reason}`,
        (status) => status.state === state && status.reason?.reason === reason,
        // REC-6: ended after 15 s of silence.
        45_000,
      );
      expect(shown).toMatchObject({ recording: false, reason: { sentence } });
      expect(shown.reason!.since).toBeGreaterThanOrEqual(from);
      const waitMs = shown.nextAttemptAt! - Date.now();
      if (slowly) expect(waitMs).toBeGreaterThan(BACKOFF_MAX_MS);
      else expect(waitMs).toBeLessThanOrEqual(BACKOFF_MAX_MS);
      const { problems } = await client.call('health.get', {});
      expect(problems.find(({ cameraId }) => cameraId === id)).toMatchObject({ severity: 'bad' });

      await setFault(id, 'none');
      const wellAt = Date.now();
      const found = await gapReasonsOnceOver(id, from);
      figures.recoveryMs = (await cameras.timeline(id, from)).gaps.at(-1)!.to - wellAt;
      if (fault === 'stall') {
        // Silence is not footage: the gap begins with it, not with the end of the run.
        const missing = (await cameras.gaps(id, from)).reduce((sum, gap) => sum + gap.to - gap.from, 0);
        expect(missing).toBeGreaterThan(12_000);
      }
      expect(found).toContain(gaps[0]);
      expect([...found].filter((one) => !gaps.includes(one))).toEqual([]);
      const after = await cameras.status(id);
      expect(after.counters.reconnectCount).toBeGreaterThan(counters.reconnectCount);
      // REC-3: through all of it, it was one session.
      expect(after).toMatchObject({ sessionId, status: 'connected' });
      expect(after.reason).toBeUndefined();
    },
  );

  it('REC-6 COV-2 that falls silent for a few seconds shows it, stays in its run, and has a gap in the file', async () => {
    const id = ids[faultCases.length]!;
    const { counters } = await cameras.status(id);
    const from = Date.now();
    await client.call('demo.fault', { cameraId: id, fault: 'stall', durationMs: 7_000 });
    await cameras.until(id, 'the stall to show', ({ state }) => state === 'stalled');
    await cameras.untilRecording(id);
    const gaps = await until(
      async () => {
        const found = await cameras.gaps(id, from);
        return found.length > 0 && found;
      },
      { timeoutMs: 30_000, intervalMs: 200, what: 'the gap inside the file' },
    );
    expect(gaps.map(({ reason }) => reason)).toEqual(['stalled']);
    expect(gaps[0]!.to - gaps[0]!.from).toBeGreaterThan(5_000);
    expect((await cameras.status(id)).counters).toMatchObject({
      reconnectCount: counters.reconnectCount,
      stallCount: counters.stallCount + 1,
    });
  }, 90_000);

  it('REC-1 COV-1 that sends garbage stays recorded as far as it can be, and is no RTSP camera to a new attempt', async () => {
    thisTestTries('F13');
    const id = ids[faultCases.length]!;
    await setFault(id, 'garbage');
    const before = (await cameras.status(id)).counters.manifestIngestCount;
    await cameras.until(
      id,
      'a file of damaged pictures',
      ({ counters }) => counters.manifestIngestCount > before,
    );
    const from = Date.now();
    await startAnew(id);
    const shown = await cameras.untilReason(id, 'not-rtsp');
    expect(shown).toMatchObject({
      state: 'reconnecting',
      reason: { sentence: expect.stringMatching(/^What answers at .* is not an RTSP camera\.$/) },
    });
    await setFault(id, 'none');
    const found = await gapReasonsOnceOver(id, from);
    expect(found).toContain('camera-refused');
    expect([...found].filter((one) => one !== 'camera-refused' && one !== 'paused-by-operator')).toEqual([]);
    const { counters } = await cameras.status(id);
    expect(counters).toMatchObject({ probeFinalFailCount: 0, manifestParseErrors: 0 });
  }, 120_000);

  it('REC-12 REC-5 COV-1 that announces sound and sends none is recorded without, and with it once it is back', async () => {
    const id = ids[faultCases.length + 1]!;
    const soundOfRun = async () => {
      await cameras.untilFootage(id, 1);
      const { currentFile } = await cameras.untilRecording(id);
      return (await tracks(currentFile!)).some(({ type }) => type === 'audio');
    };
    expect(await soundOfRun()).toBe(true);
    await setFault(id, 'no-audio');
    await startAnew(id);
    const endReasons = async () => {
      const health = await client.call('health.get', {});
      return health.cameras
        .find(({ cameraId }) => cameraId === id)!
        .lastRuns.map(({ endReason }) => endReason);
    };
    await until(async () => (await endReasons()).includes('audio-missing'), {
      timeoutMs: 30_000,
      intervalMs: 200,
      what: 'the missing sound to be noticed',
    });
    await until(async () => !(await soundOfRun().catch(() => true)), {
      timeoutMs: 30_000,
      intervalMs: 500,
      what: 'a file without sound',
    });
    await setFault(id, 'none');
    await startAnew(id);
    await until(() => soundOfRun().catch(() => false), {
      timeoutMs: 30_000,
      intervalMs: 500,
      what: 'a file with sound',
    });
  }, 150_000);
});

describe('an address that is none', () => {
  it(`SEC-1 API-2 is refused by every call, with the field and a sentence (${malformedAddresses.length} of them)`, async () => {
    expect(malformedAddresses.length).toBeGreaterThanOrEqual(30);
    const good = 'rtsp://192.0.2.1/stream1';
    const camera = await client.call('cameras.add', { name: 'Spare', source: { kind: 'demo' } });
    const before = await client.call('cameras.list', {});
    const refused = (path: string) => ({
      code: -32602,
      data: [{ path, message: expect.stringMatching(/^[A-Z][^\n]*\.$/) }],
    });
    for (const url of malformedAddresses) {
      const source = { kind: 'rtsp', url } as const;
      const error: unknown = await client
        .call('cameras.add', { name: 'Bad', source })
        .catch((thrown) => thrown);
      expect(error, url.slice(0, 80)).toMatchObject(refused('source.url'));
      expect(JSON.stringify([error, String(error)])).not.toContain('secret');
      await expect(client.call('cameras.test', { source })).rejects.toMatchObject(refused('source.url'));
      await expect(client.call('cameras.update', { id: camera.id, source })).rejects.toMatchObject(
        refused('source.url'),
      );
      if (url === '') continue;
      await expect(
        client.call('cameras.add', { name: 'Bad', source: { ...source, url: good, subUrl: url } }),
      ).rejects.toMatchObject(refused('source.subUrl'));
    }
    expect(await client.call('cameras.list', {})).toEqual(before);
  });
});

describe('a hostile camera', () => {
  const sdp = 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n';
  const described = (cseq: string, body: string) =>
    reply(cseq, '200 OK', 'Content-Type: application/sdp\r\n', body);
  const answersAfterOptions =
    (answer: (cseq: string) => string | Buffer | undefined): HostileAnswer =>
    ({ method, cseq }) =>
      method === 'OPTIONS' ? reply(cseq, '200 OK') : answer(cseq);

  const hostile: readonly [name: string, reason: EndReason, answer: HostileAnswer][] = [
    ['a redirect loop', 'redirected', ({ cseq, uri }) => reply(cseq, '302 Moved', `Location: ${uri}\r\n`)],
    [
      'only Basic',
      'clear-text-refused',
      ({ cseq }) => reply(cseq, '401 Unauthorized', 'WWW-Authenticate: Basic realm="x"\r\n'),
    ],
    [
      'an unknown way of signing in',
      'sign-in-unsupported',
      ({ cseq }) => reply(cseq, '401 Unauthorized', 'WWW-Authenticate: Negotiate\r\n'),
    ],
    ['a header of 5 MB', 'not-rtsp', ({ cseq }) => reply(cseq, '200 OK', `X: ${'a'.repeat(5 << 20)}\r\n`)],
    [
      'a Content-Length of 2 GB',
      'not-rtsp',
      answersAfterOptions((cseq) => reply(cseq, '200 OK', 'Content-Length: 2000000000\r\n')),
    ],
    ['noise', 'not-rtsp', () => Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 131 + 7) & 0xff))],
    [
      '2,000 streams',
      'not-rtsp',
      answersAfterOptions((cseq) =>
        described(cseq, 'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n'.repeat(2_000)),
      ),
    ],
    ['no stream', 'not-rtsp', answersAfterOptions((cseq) => described(cseq, 'v=0\r\n'))],
    ['a web page', 'not-rtsp', () => 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'],
    ['silence', 'handshake-timeout', () => undefined],
    [
      'silence after its description',
      'handshake-timeout',
      ({ method, cseq }) => {
        if (method === 'OPTIONS') return reply(cseq, '200 OK');
        return method === 'DESCRIBE' ? described(cseq, sdp) : undefined;
      },
    ],
  ];

  it.concurrent.for(hostile)(
    'SEC-5 CAM-3 that answers a test with %s ends it as %s within 6 s',
    // Deadlines in tests are three times as long.
    { timeout: 18_000 },
    async ([name, reason, answer], context) => {
      if (reason === 'handshake-timeout')
        thisTestTries('F11', { trial: name === 'silence' ? 1 : 2, finished: context.onTestFinished });
      await using server = await HostileServer.answering(answer);
      const source = {
        kind: 'rtsp',
        url: server.url,
        username: 'admin',
        password: 'planted-secret',
      } as const;
      const error: unknown = await client.call('cameras.test', { source }).catch((thrown) => thrown);
      expect(error).toMatchObject({
        code: -1021,
        data: {
          reason,
          sentence: expect.stringMatching(/^[A-Z].*\.$/),
          advice: expect.stringMatching(/^[A-Z].*\.$/),
        },
      });
      expect(JSON.stringify([error, String(error)])).not.toContain('planted-secret');
      expect(server.connections).toBe(1);
    },
  );

  it('SEC-5 REC-5 costs the other cameras nothing', async () => {
    const statuses = await client.call('cameras.status', {});
    const recorded = statuses.filter(({ id }) => ids.includes(id));
    expect(recorded.map(({ state }) => state)).toEqual(ids.map(() => 'recording'));
    expect(await app.stop()).toEqual({ code: 0, signal: null });
  });
});
