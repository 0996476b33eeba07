import type { BrowserContext, Page } from '@playwright/test';

export type Painting = {
  /** Largest contentful paint after the first byte, so that the server's own time is left out. */
  readonly lcpMs: number;
  readonly cls: number;
  /** From the press to the frame that shows it. */
  readonly checkMs: number;
  readonly filterMs: number;
};

export type PageParts = {
  readonly url: string;
  readonly checkbox: string;
  readonly filter: string;
  /** Typed into the filter; leaves few of the rows. */
  readonly word: string;
};

/** One page: how soon it is painted, whether it shifts, and how soon it answers a press. */
export async function measurePainting(
  context: BrowserContext,
  parts: PageParts,
): Promise<Painting> {
  const page = await context.newPage();
  await page.addInitScript(observePaint);
  await page.goto(parts.url, { waitUntil: 'networkidle' });
  const { lcpMs, cls } = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return { lcpMs: window.paint.lcp - (entry?.responseStart ?? 0), cls: window.paint.cls };
  });
  const checkMs = await timeToFrame(page, parts.checkbox, null);
  const filterMs = await timeToFrame(page, parts.filter, parts.word);
  await page.close();
  return { lcpMs, cls, checkMs, filterMs };
}

declare global {
  var paint: { lcp: number; cls: number };
}

function observePaint(): void {
  window.paint = { lcp: 0, cls: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.paint.lcp = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.paint.cls += (entry as PerformanceEntry & { readonly value: number }).value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Presses, or types `word`, inside the page and waits for the frame after the one it renders in. */
function timeToFrame(page: Page, selector: string, word: string | null): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate(async (element, typed) => {
      const started = performance.now();
      if (typed === null) (element as HTMLElement).click();
      else {
        const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
        setter?.call(element, typed);
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }
      await new Promise<void>((resolve) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => resolve());
          port1.start();
          port2.postMessage(null);
        });
      });
      return performance.now() - started;
    }, word);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
