import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test';

export const VIEWS = [
  { name: 'desk, light', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'phone, dark', width: 375, height: 800, colorScheme: 'dark' },
] as const;

export async function setView(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  await page.setViewportSize(view);
  await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' });
}

/** Axe finds nothing on the page as it stands, open dialogs included, and it does not scroll sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`);
  expect(found, page.url()).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
