export type Verdict = { readonly met: boolean; readonly words: string };

export function judge(what: string, found: number, most: number, unit: string): Verdict {
  const met = found <= most;
  return {
    met,
    words: `${met ? 'met   ' : 'MISSED'} ${what}: ${found.toFixed(2)} ${unit}, at most ${most}`,
  };
}

export function judgeBelow(what: string, found: number, limit: number, unit: string): Verdict {
  const met = found < limit;
  return {
    met,
    words: `${met ? 'met   ' : 'MISSED'} ${what}: ${found.toFixed(2)} ${unit}, fewer than ${limit}`,
  };
}

export function judgeLeast(what: string, found: number, least: number, unit: string): Verdict {
  const met = found >= least;
  return {
    met,
    words: `${met ? 'met   ' : 'MISSED'} ${what}: ${found.toFixed(1)} ${unit}, at least ${least}`,
  };
}
