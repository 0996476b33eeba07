import { html, raw } from 'hono/html';
import { PAGE_STYLE } from './page-style';

/** Markup whose inserted values are escaped already. */
export type Html = ReturnType<typeof html>;

type PageOptions = {
  readonly refreshSeconds?: number;
  /** Markup of a library's own making that must be part of the page as it is. */
  readonly trustedHtml?: string;
};

/** A whole page around its content. Everything put into `html` is escaped by it. */
export function renderPage(title: string, content: Html, options: PageOptions = {}): Html {
  const { refreshSeconds, trustedHtml = '' } = options;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${
          refreshSeconds === undefined
            ? ''
            : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`
        }
        <title>${title}</title>
        <style>
          ${raw(PAGE_STYLE)}
        </style>
      </head>
      <body>
        ${content} ${raw(trustedHtml)}
      </body>
    </html>`;
}
