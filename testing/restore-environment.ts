import { afterAll, vi } from 'vitest';

// Files run one after the other in one process: what one sets there is taken back when it ends.
const before = { ...process.env };

afterAll(() => {
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
