import { availableParallelism, loadavg } from 'node:os';

/** On what figures were measured. */
export function machineLabel(): string {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${availableParallelism()} cores (load ${load} at the start), Node ${process.version}`;
}
