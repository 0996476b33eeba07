import { visitPages } from './visit-pages';
import type { VisitorOrder } from './start-visitor';

/** The process of `startVisitor`: begins at one message, ends at the next and answers with its times. */
let ending = new AbortController();
process.on('message', (order: VisitorOrder) => {
  if (order.kind === 'end') return ending.abort();
  ending = new AbortController();
  void visitPages(order.urls, order.cookie, ending.signal).then((visits) => process.send?.(visits));
});
process.once('disconnect', () => process.exit(0));
