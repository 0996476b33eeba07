import { Hono, type Context } from 'hono';
import { answerCall, type Desk } from '../server/answer-call';
import type { FaultError } from '../server/fault';
import type { NodeEnv } from '../server/open-server';
import { readArguments, textArgument, type SlackArguments } from './read-arguments';
import { SLACK_METHODS, type SlackParts, type SlackResult } from './slack-methods';

type SlackAppParts = SlackParts & { readonly desk: Desk; readonly token: string };

/** Slack's Web API: HTTP 200 with `ok: false` on failure, 429 with `Retry-After` on too many. */
export function createSlackApp(parts: SlackAppParts): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  app.on(['GET', 'POST'], '/api/:method', async (c) => {
    const method = c.req.param('method');
    const args = await readArguments(c);
    return answerCall(parts.desk, {
      context: c,
      call: { system: 'slack', operation: method, parameters: recordedArguments(args) },
      renderError: replyFault,
      answer: () => reply(callMethod(parts, c, method, args)),
    });
  });
  return app;
}

function callMethod(
  parts: SlackAppParts,
  c: Context<NodeEnv>,
  method: string,
  args: SlackArguments,
): SlackResult {
  const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const token = bearer ?? textArgument(args, 'token');
  if (token === '') return { ok: false, error: 'not_authed' };
  if (token !== parts.token) return { ok: false, error: 'invalid_auth' };
  const call = SLACK_METHODS[method];
  return call === undefined ? { ok: false, error: 'unknown_method' } : call(parts, args);
}

function reply(result: SlackResult): Response {
  if (result.ok || result.error !== 'ratelimited') return Response.json(result);
  return replyRateLimited(result.retryAfterSeconds ?? 1);
}

function replyRateLimited(seconds: number): Response {
  const body = { ok: false, error: 'ratelimited' };
  return Response.json(body, { status: 429, headers: { 'retry-after': String(seconds) } });
}

function replyFault(error: FaultError): Response {
  const code = error.code ?? 'internal_error';
  if (code === 'ratelimited' || error.status === 429) {
    return replyRateLimited(error.retryAfterSeconds ?? 1);
  }
  return Response.json({ ok: false, error: code }, { status: error.status ?? 200 });
}

/** The token is no one's business, not even the call log's. */
function recordedArguments(args: SlackArguments): Readonly<Record<string, string>> {
  const shown = Object.entries(args).filter(([name]) => name !== 'token');
  return Object.fromEntries(
    shown.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
