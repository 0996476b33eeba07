import { html } from 'hono/html';
import type { TicketRecord } from '../freshservice/ticket-record';
import type { SandboxState } from '../sandbox-state';
import { renderPage, type Html } from '../server/page';
import { renderTable } from './overview-page';

/** Where the links "open in Freshservice" lead: the ticket with its tasks, as raw as they are. */
export function renderTicket({ appUrls }: SandboxState, ticket: TicketRecord): Html {
  const { fields, tasks, notes, reference } = ticket;
  return renderPage(
    `${reference} in the sandbox`,
    html`<header class="top">
        <nav aria-label="Page">
          <a href="/">Sandbox</a>
          <a href="${appUrls[0] ?? ''}/tickets/${reference}">Open in Snapgate</a>
        </nav>
        <h1>${reference}: ${fields.subject}</h1>
        <p class="soft">
          Status ${fields.status}, approval ${fields.approval_status ?? 'none'}, planned
          ${fields.planned_start_date ?? '?'} to ${fields.planned_end_date ?? '?'}
        </p>
      </header>
      <main>
        <h2>Tasks (${tasks.length})</h2>
        ${renderTable(
          ['Id', 'Status', 'Title', 'Description, as Freshservice sends it'],
          tasks.map((task) => [
            String(task.id),
            task.deleted ? 'deleted' : String(task.status),
            task.title,
            html`<code>${task.description ?? 'null'}</code>`,
          ]),
        )}
        <h2>Notes (${notes.length})</h2>
        ${notes.map((note) => html`<article><p>${note.body_text}</p></article>`)}
      </main>`,
  );
}
