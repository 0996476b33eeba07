import { request } from 'node:http';

type Raw = {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type RawAnswer = { readonly status: number; readonly text: string };

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
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', failed);
    sent.end(body);
  });
}
