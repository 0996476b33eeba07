import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { findUnseen, quote } from './finding';

type Node = DefaultTreeAdapterTypes.ChildNode;

/** Every element that the pages write; whatever else a browser would see came out of a ticket. */
const ELEMENTS = new Set(
  (
    'main div section header footer nav h1 h2 h3 p span ul ol li dl dt dd table caption colgroup col thead ' +
    'tbody tr th td a button input label select option textarea fieldset form details summary time strong em code pre blockquote ' +
    'svg path circle line rect polyline polygon ellipse'
  ).split(' '),
);
/** Attributes that make a browser do something, wherever they stand. */
const ACTS =
  /^(?:on.*|style|srcdoc|formaction|action|srcset|src|xlink:href|background|ping|poster|data)$/i;
const HARMLESS_STYLE = /^(?:[a-z-]+:\s*[\w.%#() -]+;?\s*)*$/;

/**
 * What a browser would make of the page that must not be there: elements, handlers, addresses.
 * `ticketUrl` is where Freshservice shows the ticket.
 */
export function checkPage(html: string, ticketUrl: string): readonly string[] {
  const problems: string[] = [];
  walk(parseFragment(html.replaceAll(`href="${ticketUrl}"`, 'href="#"')).childNodes, problems);
  return problems;
}

function walk(nodes: readonly Node[], problems: string[]): void {
  for (const node of nodes) {
    if (node.nodeName === '#text' && 'value' in node) checkText(node.value, problems);
    if (node.nodeName === '#comment') problems.push('a comment that we did not write');
    if (!('tagName' in node)) continue;
    if (!ELEMENTS.has(node.tagName)) problems.push(`an element <${node.tagName}>`);
    for (const { name, value } of node.attrs) checkAttribute(name, value, problems);
    walk(node.childNodes, problems);
  }
}

function checkText(text: string, problems: string[]): void {
  // What is shown on several lines keeps its line ends.
  const unseen = findUnseen(text, '\n');
  if (unseen !== null) problems.push(`the character ${quote(unseen)} in the text ${quote(text)}`);
}

function checkAttribute(name: string, value: string, problems: string[]): void {
  if (name === 'href' && !/^(?:https:\/\/|\/(?!\/)|#)/.test(value)) {
    problems.push(`a link to ${quote(value)}`);
  }
  if (name === 'style' && HARMLESS_STYLE.test(value)) return;
  if (ACTS.test(name)) problems.push(`an attribute ${name}=${quote(value)}`);
}
