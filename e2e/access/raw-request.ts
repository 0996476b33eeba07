import { request, type IncomingHttpHeaders } from 'node:http';

type Raw = {
  readonly path: string;
  /** Any, as Node sends it; Playwright knows only the usual ones. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

/** Sends a path as it is written: nothing is resolved, encoded or followed. */
export function sendRaw({ path, method = 'GET', headers = {}, body }: Raw): Promise<RawAnswer> {
  const { hostname, port } = new URL(process.env.E2E_APP_URL ?? '');
  return new Promise((answered, failed) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () =>
        answered({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

export type OpenStream = {
  readonly status: number;
  /** Seconds; 0: it was not said. */
  readonly retryAfter: number;
  readonly ended: () => boolean;
  readonly close: () => void;
};

/** Begins to read and goes on until either side ends it. */
export function openStream(path: string, cookie: string): Promise<OpenStream> {
  const { hostname, port } = new URL(process.env.E2E_APP_URL ?? '');
  return new Promise((answered, failed) => {
    let ended = false;
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const sent = request({ hostname, port, path, headers, agent: false }, (response) => {
      response.on('error', () => undefined);
      response.on('close', () => (ended = true));
      response.resume();
      answered({
        status: response.statusCode ?? 0,
        retryAfter: Number(response.headers['retry-after'] ?? 0),
        ended: () => ended,
        close: () => sent.destroy(),
      });
    });
    sent.on('error', failed);
    sent.end();
  });
}
