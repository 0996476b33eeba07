'use client';

import { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { problemOf } from '@/app/_queries/fetch-json';
import { runLogQuery } from '@/app/_queries/run-queries';
import { Controls } from '@/app/_ui/hydration';
import { Panel } from '@/app/_ui/panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import type { EventLevel, RunEvent, RunStep } from '@/lib/run/run';
import { LogLines } from './log-lines';

type Props = {
  readonly runId: string;
  readonly steps: readonly RunStep[];
  readonly askEveryMs: number | false;
};

/** The run's log as it grows, by level and word, and all of it as a text file. */
export function RunLog({ runId, steps, askEveryMs }: Props) {
  const [level, setLevel] = useState<EventLevel>('info');
  const [search, setSearch] = useState('');
  const serverNames = new Map(steps.map(({ id, serverName }) => [id, serverName]));
  const log = useQuery({ ...runLogQuery(runId), refetchInterval: askEveryMs });
  return (
    <Panel
      id="log"
      title="Log"
      aside={
        <span className="no-print flex flex-wrap items-center gap-3">
          <Controls>
            <input
              type="search"
              aria-label="Search the log"
              placeholder="Search the log"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              className="h-8 w-44 rounded-md border border-line-strong bg-surface px-2"
            />
            <LevelChooser level={level} onChoose={setLevel} />
          </Controls>
          <a
            href={`/api/runs/${encodeURIComponent(runId)}/log?format=text`}
            download
            className="inline-flex items-center gap-1 font-medium text-accent hover:underline"
          >
            <Download aria-hidden className="size-4" /> Text
            <span className="sr-only"> file of the log</span>
          </a>
        </span>
      }
    >
      {log.isError && (
        <p role="alert" className="border-b border-line px-4 py-2 text-bad">
          {problemOf(log.error).message} {problemOf(log.error).hint}
        </p>
      )}
      {log.data === undefined && !log.isError && <SkeletonRows rows={5} className="h-8" />}
      {log.data !== undefined && (
        <LogLines
          events={eventsWith(eventsFrom(log.data, level), search, serverNames)}
          serverNames={serverNames}
        />
      )}
    </Panel>
  );
}

type ChooserProps = {
  readonly level: EventLevel;
  readonly onChoose: (level: EventLevel) => void;
};

function LevelChooser({ level, onChoose }: ChooserProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        Log level
      </label>
      <select
        id={id}
        value={level}
        onChange={(event) => onChoose(LEVELS.find((l) => l === event.target.value) ?? 'info')}
        className="h-8 rounded-md border border-line-strong bg-surface px-2"
      >
        {LEVELS.map((option) => (
          <option key={option} value={option}>
            {LEVEL_LABELS[option]}
          </option>
        ))}
      </select>
    </>
  );
}

/** From the most to the least talkative. */
const LEVELS: readonly EventLevel[] = ['debug', 'info', 'warn', 'error'];

const LEVEL_LABELS: Readonly<Record<EventLevel, string>> = {
  debug: 'Everything',
  info: 'Information and up',
  warn: 'Warnings and errors',
  error: 'Errors only',
};

/** The lines that are at least as serious as the level. */
function eventsFrom(events: readonly RunEvent[], level: EventLevel): readonly RunEvent[] {
  const lowest = LEVELS.indexOf(level);
  return events.filter((event) => LEVELS.indexOf(event.level) >= lowest);
}

/** Those of the lines that hold every word of the search, in their server, message or code. */
function eventsWith(
  events: readonly RunEvent[],
  search: string,
  serverNames: ReadonlyMap<string, string>,
): readonly RunEvent[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return events;
  return events.filter(({ code, message, stepId }) => {
    const line = `${serverNames.get(stepId ?? '') ?? ''} ${code} ${message}`.toLowerCase();
    return words.every((word) => line.includes(word));
  });
}
