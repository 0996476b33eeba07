import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { DayTail } from './day-digests';
import { hashText } from './event-document';

export type ArchivedChain = { readonly runId: string; readonly tails: readonly DayTail[] };

export type ReadArchive = {
  readonly runs: number;
  readonly events: number;
  readonly sha256: string;
};

export type ArchiveReader = {
  /** A run whose chain is whole. */
  onRun(run: ArchivedChain): void;
  /** Line numbers begin at 1. */
  onProblem(line: number, what: string): void;
};

const lineSchema = z.union([
  z.object({ end: z.string(), hash: z.string() }),
  z.object({ run: z.string(), seq: z.number(), at: z.string(), previous: z.string() }),
  z.object({ run: z.string(), once_key: z.string() }),
]);

type Chain = {
  readonly runId: string;
  /** Of the line before. */
  hash: string;
  seq: number;
  readonly tails: Map<string, DayTail>;
};

/** Reads an archive file and follows its chains, line by line, and computes the file's checksum. */
export async function readArchive(file: string, reader: ArchiveReader): Promise<ReadArchive> {
  const bytes = createReadStream(file);
  const whole = createHash('sha256');
  bytes.on('data', (chunk) => whole.update(chunk));
  let chain: Chain | null = null;
  let line = 0;
  let runs = 0;
  let events = 0;
  for await (const text of createInterface({ input: bytes, crlfDelay: Infinity })) {
    line += 1;
    const read = readLine(text);
    const report = (what: string) => reader.onProblem(line, what);
    if (read === null) {
      report('it is not a line of an archive.');
    } else if ('end' in read) {
      if (chain === null || read.end !== chain.runId || read.hash !== chain.hash) {
        report('the run does not end with the event before this line.');
      } else reader.onRun({ runId: chain.runId, tails: [...chain.tails.values()] });
      runs += 1;
      chain = null;
    } else if ('seq' in read) {
      if (chain === null || !follows(read, chain)) {
        report('this event does not follow the line before: one of the two was changed.');
      }
      chain = addEvent(chain, read, hashText(text));
      events += 1;
    } else {
      if (chain !== null) report('the run before this line has no end.');
      chain = { runId: read.run, hash: hashText(text), seq: 0, tails: new Map() };
    }
  }
  return { runs, events, sha256: whole.digest('hex') };
}

type EventLine = { run: string; seq: number; at: string; previous: string };

function follows(event: EventLine, chain: Chain): boolean {
  return event.run === chain.runId && event.seq === chain.seq + 1 && event.previous === chain.hash;
}

function addEvent(chain: Chain | null, { run, seq, at }: EventLine, hash: string): Chain {
  const day = at.slice(0, 10);
  const next = chain ?? { runId: run, hash, seq, tails: new Map<string, DayTail>() };
  next.tails.set(day, { day, seq, hash });
  next.hash = hash;
  next.seq = seq;
  return next;
}

function readLine(text: string) {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
