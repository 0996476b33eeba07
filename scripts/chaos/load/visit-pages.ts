import { setTimeout as wait } from 'node:timers/promises';

export type Visits = { readonly times: readonly number[]; readonly failed: number };

/** A request begins this often, whether or not the ones before it have been answered. */
const EVERY_MS = 150;

/** Asks for the pages in turn at a steady pace until the signal; times each whole answer, in ms. */
export async function visitPages(
  urls: readonly string[],
  cookie: string,
  until: AbortSignal,
): Promise<Visits> {
  const answers: Promise<number | null>[] = [];
  for (let index = 0; !until.aborted; index += 1) {
    const url = urls[index % urls.length];
    if (url !== undefined) answers.push(visit(url, cookie));
    await wait(EVERY_MS, undefined, { signal: until }).catch(() => undefined);
  }
  const times = await Promise.all(answers);
  const answered = times.filter((time) => time !== null);
  return { times: answered, failed: times.length - answered.length };
}

/** Null: anything but the page that was asked for. */
async function visit(url: string, cookie: string): Promise<number | null> {
  const begunAt = performance.now();
  try {
    const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    await answer.text();
    return answer.status === 200 ? performance.now() - begunAt : null;
  } catch {
    return null;
  }
}
