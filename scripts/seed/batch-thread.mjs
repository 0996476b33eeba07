import { register } from 'tsx/esm/api';

// Node 20 does not give a thread the loader of the process that starts it.
register();
await import('./batch-worker.ts');
