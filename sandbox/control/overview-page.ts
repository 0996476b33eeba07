import { html } from 'hono/html';
import type { SandboxState } from '../sandbox-state';
import { SAMPLES } from '../samples/sample-tickets';
import { renderPage, type Html } from '../server/page';
import { textsOf } from '../slack/check-blocks';
import type { SlackMessage } from '../slack/slack-store';
import { formatDescription } from './collect-state';

const SHOWN_INSTANCES = 200;
const SHOWN_CALLS = 30;

/** One page with everything a person wants to see happen. */
export function renderOverview(state: SandboxState, refreshes: boolean): Html {
  return renderPage(
    'Snapgate sandbox',
    html`<header class="top">
        <h1>Snapgate sandbox</h1>
        <p class="soft">
          What the stand-ins for Freshservice, EC2 and Slack hold at
          ${new Date(state.clock.now()).toISOString()}.
        </p>
        <nav aria-label="Page">
          <a href="${refreshes ? '/?every=5' : '/'}">Refresh</a>
          ${
            refreshes
              ? html`<a href="/">Stop refreshing</a>`
              : html`<a href="/?every=5">Refresh every 5 seconds</a>`
          }
          <a href="#slack">Slack</a> <a href="#snapshots">Snapshots</a>
          <a href="#tickets">Tickets</a> <a href="#instances">Instances</a>
          <a href="#calls">Calls</a>
        </nav>
      </header>
      <main>
        ${renderMessages(state)} ${renderSnapshots(state)} ${renderTickets(state)}
        ${renderInstances(state)} ${renderCalls(state)}
      </main>`,
    refreshes ? { refreshSeconds: 5 } : {},
  );
}

function renderMessages({ messages }: SandboxState): Html {
  const list = messages.list().toReversed();
  return html`<h2 id="slack">Slack (${list.length})</h2>
    ${list.length === 0 ? html`<p class="soft">No messages yet.</p>` : list.map(renderMessage)}`;
}

function renderMessage(message: SlackMessage): Html {
  const lines = message.blocks.flatMap(textsOf);
  const edited = message.editedAt === null ? '' : `, edited ${message.editedAt}`;
  return html`<article id="m${message.ts}">
    <p class="soft">
      #${message.channelName}, ${message.username},
      ${new Date(Number(message.ts) * 1000).toISOString()}${edited}
    </p>
    ${(lines.length > 0 ? lines : [message.text]).map((line) => html`<p>${line}</p>`)}
  </article>`;
}

function renderSnapshots({ world, clock }: SandboxState): Html {
  const list = world.snapshots
    .map((one) => formatDescription(one, clock.now()))
    .toSorted((a, b) => (a.started < b.started ? 1 : -1));
  return html`<h2 id="snapshots">EC2 snapshots (${list.length})</h2>
    ${renderTable(
      ['Snapshot', 'State', 'Volume', 'Account', 'Started', 'Tags and description'],
      list.map((one) => [
        html`<span class="id">${one.snapshotId}</span>`,
        `${one.state} ${one.progress}`,
        html`<span class="id">${one.volumeId}</span>`,
        `${one.accountId} ${one.region}`,
        renderTime(one.started),
        html`${one.description}<br />${renderTags(one.tags)}`,
      ]),
    )}`;
}

function renderTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function renderTickets({ tickets, appUrls }: SandboxState): Html {
  const situations = new Map(SAMPLES.map(({ reference, situation }) => [reference, situation]));
  return html`<h2 id="tickets">Freshservice tickets</h2>
    ${renderTable(
      ['Ticket', 'Situation', 'Subject', 'Tasks', 'Notes'],
      tickets
        .list()
        .map((ticket) => [
          html`<a href="${appUrls[0] ?? ''}/tickets/${ticket.reference}">${ticket.reference}</a>`,
          situations.get(ticket.reference) ?? '',
          html`<a href="/tickets/${ticket.reference}">${ticket.fields.subject}</a>`,
          String(ticket.tasks.length),
          String(ticket.notes.length),
        ]),
    )}`;
}

function renderInstances({ world }: SandboxState): Html {
  const shown = world.instances.slice(0, SHOWN_INSTANCES);
  const hidden = world.instances.length - shown.length;
  return html`<h2 id="instances">EC2 instances (${world.instances.length})</h2>
    ${renderTable(
      ['Instance', 'Name', 'Addresses', 'State', 'Account'],
      shown.map((one) => [
        html`<span class="id">${one.instanceId}</span>`,
        one.tags.Name ?? '',
        [one.primaryAddress ?? 'none', ...one.secondaryAddresses].join(', '),
        one.state,
        `${one.accountId} ${one.region}`,
      ]),
    )}
    ${hidden > 0 ? html`<p class="soft">${hidden} more; see /api/state for all.</p>` : ''}`;
}

function renderCalls({ desk }: SandboxState): Html {
  const calls = desk.calls.list().slice(-SHOWN_CALLS).toReversed();
  return html`<h2 id="calls">Latest calls</h2>
    ${renderTable(
      ['Time', 'System', 'Operation', 'Caller', 'Answer'],
      calls.map((one) => [
        renderTime(one.at),
        one.system,
        one.operation,
        one.sessionName ?? one.principal ?? '',
        `${one.outcome} ${one.status ?? ''}`,
      ]),
    )}`;
}

/** Milliseconds are noise here. */
function renderTime(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
}

type Cell = string | Html;

export function renderTable(heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) return html`<p class="soft">None.</p>`;
  return html`<div class="wide" tabindex="0" role="region" aria-label="${heads[0]} table">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
