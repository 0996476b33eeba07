import { visitPages } from './visit-pages';
import type { VirtualUserOrder } from './start-virtual-user';

/** The process of `startVirtualUser`: begins at one message, ends at the next and answers with its times. */
let ending = new AbortController();
process.on('message', (order: VirtualUserOrder) => {
  if (order.kind === 'end') return ending.abort();
  ending = new AbortController();
  void visitPages(order.urls, order.cookie, ending.signal).then((visits) => process.send?.(visits));
});
process.once('disconnect', () => process.exit(0));
