import type {
  Collection,
  NoteRecord,
  TaskRecord,
  TicketFields,
  TicketRecord,
} from './ticket-record';

export type TicketStore = {
  list(): readonly TicketRecord[];
  find(collection: string, id: number): TicketRecord | undefined;
  findByReference(reference: string): TicketRecord | undefined;
  /** Adds the ticket, or replaces the one with the same number. */
  put(ticket: TicketRecord): void;
  editFields(ticket: TicketRecord, changes: Partial<TicketFields>): void;
  editTask(ticket: TicketRecord, taskId: number, changes: Partial<TaskRecord>): TaskRecord | null;
  replaceTasks(ticket: TicketRecord, tasks: readonly TaskRecord[]): void;
  addNote(ticket: TicketRecord, note: NoteRecord): void;
  editNote(ticket: TicketRecord, noteId: number, changes: Partial<NoteRecord>): NoteRecord | null;
  replaceAll(tickets: readonly TicketRecord[]): void;
};

export function createTicketStore(tickets: readonly TicketRecord[]): TicketStore {
  const byPath = new Map<string, TicketRecord>();
  const put = (ticket: TicketRecord) => {
    byPath.set(pathOf(ticket.collection, ticket.fields.id), ticket);
  };
  tickets.forEach(put);
  return {
    list: () => [...byPath.values()],
    find: (collection, id) => byPath.get(`${collection}/${id}`),
    findByReference: (reference) =>
      [...byPath.values()].find((ticket) => ticket.reference === reference),
    put,
    editFields(ticket, changes) {
      put({ ...ticket, fields: { ...ticket.fields, ...changes } });
    },
    editTask(ticket, taskId, changes) {
      const task = ticket.tasks.find(({ id }) => id === taskId);
      if (task === undefined) return null;
      const edited = { ...task, ...changes };
      put({ ...ticket, tasks: ticket.tasks.map((one) => (one === task ? edited : one)) });
      return edited;
    },
    replaceTasks(ticket, tasks) {
      put({ ...ticket, tasks });
    },
    editNote(ticket, noteId, changes) {
      const note = ticket.notes.find(({ id }) => id === noteId);
      if (note === undefined) return null;
      const edited = { ...note, ...changes };
      put({ ...ticket, notes: ticket.notes.map((one) => (one === note ? edited : one)) });
      return edited;
    },
    addNote(ticket, note) {
      put({ ...ticket, notes: [...ticket.notes, note] });
    },
    replaceAll(replacement) {
      byPath.clear();
      replacement.forEach(put);
    },
  };
}

function pathOf(collection: Collection, id: number): string {
  return `${collection}/${id}`;
}
