import { once } from 'node:events';
import { createServer } from 'node:net';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openServer, type NodeEnv, type OpenServer } from '@/sandbox/server/open-server';
import { createAwsEnvironment, type AwsEnvironment } from './aws-environment';
import type { CreateOutcome, RefusalReason } from './create-outcome';

const ORDER = {
  volumeId: 'vol-1',
  description: 'Snapshot of web-1 (vol-1) before CHN-7303',
  tags: [{ key: 'Name', value: '20261102_web-1_snapshot' }],
};
const CREATED =
  '<CreateSnapshotResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>' +
  '<snapshotId>snap-1</snapshotId><volumeId>vol-1</volumeId><status>pending</status>' +
  '<startTime>2026-11-02T10:00:00.000Z</startTime><progress/></CreateSnapshotResponse>';

type Answer = (context: Context<NodeEnv>) => Response;

let server: OpenServer;
let answer: Answer;
let bodies: string[];
const environments: AwsEnvironment[] = [];

beforeEach(async () => {
  bodies = [];
  server = await openServer({
    host: '127.0.0.1',
    port: 0,
    createApp: () =>
      new Hono<NodeEnv>().all('*', async (context) => {
        bodies.push(await context.req.text());
        return answer(context);
      }),
  });
  vi.stubEnv('AWS_ENDPOINT_URL', server.origin);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDTEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterEach(async () => {
  for (const environment of environments.splice(0)) environment.destroy();
  vi.unstubAllEnvs();
  await server.close();
});

async function create(deadlineMs = 2_000): Promise<CreateOutcome> {
  const environment = createAwsEnvironment({
    name: 'test',
    region: 'eu-west-1',
    timeouts: { requestMs: 500 },
  });
  environments.push(environment);
  return call(environment, deadlineMs);
}

async function call(environment: AwsEnvironment, deadlineMs = 2_000): Promise<CreateOutcome> {
  return environment.createSnapshot(ORDER, { deadlineAt: performance.now() + deadlineMs });
}

function ec2Error(code: string, status: number, message = 'because'): Answer {
  const body = `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>req-1</RequestID></Response>`;
  return () => new Response(body, { status, headers: { 'x-amzn-requestid': 'req-1' } });
}

function plain(body: string | null, status: number): Answer {
  return () => new Response(body, { status });
}

const cut: Answer = ({ env }) => {
  env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
};

const cutWithinReply: Answer = ({ env }) => {
  env.outgoing.writeHead(200, { 'content-length': '500' });
  env.outgoing.write('<CreateSnapshotResponse>', () => env.incoming.socket.destroy());
  return RESPONSE_ALREADY_SENT;
};

const stallWithinReply: Answer = ({ env }) => {
  env.outgoing.writeHead(200);
  env.outgoing.write('<CreateSnapshotResponse>');
  return RESPONSE_ALREADY_SENT;
};

describe('createSnapshot', () => {
  it('returns what was created, and sends tags and description with the call', async () => {
    answer = () => new Response(CREATED, { headers: { 'x-amzn-requestid': 'req-1' } });
    expect(await create()).toEqual({
      kind: 'created',
      snapshotId: 'snap-1',
      state: 'pending',
      startedAt: '2026-11-02T10:00:00.000Z',
      requestId: 'req-1',
    });
    expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toMatchObject({
      Action: 'CreateSnapshot',
      VolumeId: 'vol-1',
      Description: ORDER.description,
      'TagSpecification.1.ResourceType': 'snapshot',
      'TagSpecification.1.Tag.1.Key': 'Name',
      'TagSpecification.1.Tag.1.Value': '20261102_web-1_snapshot',
    });
  });

  it.each<[string, number, RefusalReason]>([
    ['RequestLimitExceeded', 503, 'throttled'],
    ['Throttling', 400, 'throttled'],
    ['ThrottlingException', 400, 'throttled'],
    ['ThrottledException', 400, 'throttled'],
    ['EC2ThrottledException', 503, 'throttled'],
    ['RequestThrottled', 400, 'throttled'],
    ['RequestThrottledException', 400, 'throttled'],
    ['TooManyRequestsException', 429, 'throttled'],
    ['SnapshotCreationPerVolumeRateExceeded', 400, 'volume-busy'],
    ['ConcurrentSnapshotLimitExceeded', 400, 'volume-busy'],
    ['PendingSnapshotLimitExceeded', 400, 'volume-busy'],
    ['IncorrectState', 400, 'volume-busy'],
    ['UnauthorizedOperation', 403, 'denied'],
    ['AuthFailure', 401, 'denied'],
    ['RequestExpired', 400, 'credentials-expired'],
    ['ExpiredToken', 400, 'credentials-expired'],
    ['InvalidVolume.NotFound', 400, 'never'],
    ['SnapshotLimitExceeded', 400, 'never'],
    ['SomethingNewButClear', 400, 'never'],
  ])('is refused by %s, in one attempt', async (code, status, reason) => {
    answer = ec2Error(code, status);
    const outcome = { kind: 'refused', reason, code, message: 'because', requestId: 'req-1' };
    expect(await create()).toEqual(outcome);
    expect(bodies).toHaveLength(1);
  });

  it('keeps what AWS encoded about a deny whole, however long it is', async () => {
    const encoded = 'Zm9v_-'.repeat(2_000);
    const said = `You are not authorized, with an explicit deny in a service control policy. Encoded authorization failure message: ${encoded}`;
    answer = ec2Error('UnauthorizedOperation', 403, said);
    expect(await create()).toEqual({
      kind: 'refused',
      reason: 'denied',
      code: 'UnauthorizedOperation',
      message: 'You are not authorized, with an explicit deny in a service control policy.',
      encodedMessage: encoded,
      requestId: 'req-1',
    });
  });

  it.each<[string, Answer, string]>([
    ['InternalError', ec2Error('InternalError', 500), 'InternalError'],
    ['ServerInternal', ec2Error('ServerInternal', 500), 'ServerInternal'],
    ['Unavailable', ec2Error('Unavailable', 503), 'Unavailable'],
    ['ServiceUnavailable', ec2Error('ServiceUnavailable', 503), 'ServiceUnavailable'],
    ['a 500 with HTML', plain('<html><body>oops</body></html>', 500), 'HTTP-500'],
    ['a 502 with text', plain('Bad gateway', 502), 'HTTP-502'],
    ['a 504 with nothing', plain(null, 504), 'HTTP-504'],
    ['a proxy’s 403', plain('<html><body>no<br></body></html>', 403), 'HTTP-403'],
    ['a 404 with nothing', plain(null, 404), 'HTTP-404'],
    ['a redirect', plain(null, 302), 'HTTP-302'],
    ['a 200 with HTML', plain('<html><body>hi</body></html>', 200), 'UnreadableReply'],
    ['a 200 with text', plain('hello', 200), 'HTTP-200'],
    ['a 200 with nothing', plain(null, 200), 'UnreadableReply'],
    ['half a reply', plain('<CreateSnapshotResponse><snapshotId>snap-', 200), 'HTTP-200'],
    ['a cut connection', cut, 'ECONNRESET'],
    ['a cut within the reply', cutWithinReply, 'ECONNRESET'],
    ['silence', () => RESPONSE_ALREADY_SENT, 'ETIMEDOUT'],
  ])('is of unknown outcome after %s, in one attempt', async (_, given, code) => {
    answer = given;
    expect(await create()).toMatchObject({ kind: 'unknown', code });
    expect(bodies).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['silence', () => RESPONSE_ALREADY_SENT],
    ['a reply that stalls', stallWithinReply],
  ])('ends at its deadline with %s, as unknown', async (_, given) => {
    answer = given;
    expect(await create(250)).toMatchObject({ kind: 'unknown', code: 'AbortError' });
    expect(bodies).toHaveLength(1);
  });

  it('was certainly not sent where no one listens', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(gone.address() as { port: number }).port}`);
    gone.close();
    expect(await create()).toMatchObject({
      kind: 'refused',
      code: 'ECONNREFUSED',
      reason: 'unreachable',
    });
  });

  it('was certainly not sent where the name is unknown', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://nothing-here.invalid');
    expect(await create()).toMatchObject({
      kind: 'refused',
      code: 'ENOTFOUND',
      reason: 'unreachable',
    });
  });

  it('does not leave when its deadline is over before the request is ready', async () => {
    answer = () => new Response(CREATED);
    expect(await create(0)).toMatchObject({ kind: 'refused', reason: 'unreachable' });
    expect(bodies).toEqual([]);
  });

  it('does not reuse a connection, which may be closing on the other side', async () => {
    const ports = new Set<number | undefined>();
    answer = ({ env }) => {
      ports.add(env.incoming.socket.remotePort);
      return new Response(CREATED);
    };
    const environment = createAwsEnvironment({ name: 'test', region: 'eu-west-1' });
    environments.push(environment);
    await call(environment);
    await call(environment);
    expect(ports.size).toBe(2);
  });
});
