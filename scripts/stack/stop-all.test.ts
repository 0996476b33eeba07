import { describe, expect, it } from 'vitest';
import { createStopList } from './stop-all';

describe('createStopList', () => {
  it('ends what was started last first, once, and goes on when one fails', async () => {
    const ended: string[] = [];
    const stops = createStopList();
    stops.add(async () => void ended.push('database'));
    stops.add(() => Promise.reject(new Error('already gone')));
    stops.add(async () => void ended.push('app'));
    await Promise.all([stops.stopAll(), stops.stopAll()]);
    expect(ended).toEqual(['app', 'database']);
  });

  it('ends at once what is started after the end began', async () => {
    const ended: string[] = [];
    const stops = createStopList();
    await stops.stopAll();
    stops.add(async () => void ended.push('late'));
    expect(ended).toEqual(['late']);
  });
});
