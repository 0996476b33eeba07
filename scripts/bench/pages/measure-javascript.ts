import { gzipSync } from 'node:zlib';
import type { BrowserContext } from '@playwright/test';

export type Script = { readonly path: string; readonly bytes: number };

/** Every script that a page loads, each compressed here the same way, whatever server sent it. */
export async function measureJavaScript(
  context: BrowserContext,
  url: string,
): Promise<readonly Script[]> {
  const page = await context.newPage();
  const bodies: Promise<Script>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    bodies.push(
      response.body().then((body) => ({
        path: new URL(response.url()).pathname,
        bytes: gzipSync(body).length,
      })),
    );
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const scripts = await Promise.all(bodies);
  await page.close();
  return [...new Map(scripts.map((script) => [script.path, script])).values()];
}

export function totalBytes(scripts: readonly Script[]): number {
  return scripts.reduce((sum, { bytes }) => sum + bytes, 0);
}
