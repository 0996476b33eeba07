/** Playwright's global setup: nothing is there to be tested unless our own script started it. */
export default function refuseAlone(): void {
  if (process.env['E2E_APP_URL']) return;
  throw new Error('Start the browser tests with `npm run test:e2e`: it starts what they need.');
}
