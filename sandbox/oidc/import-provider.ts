import type * as OidcProvider from 'oidc-provider';

/**
 * oidc-provider prints that it wants Node 22 as soon as it is imported. It works on Node 20, which
 * this project supports too; the line would only worry people who start the sandbox.
 */
export async function importProvider(): Promise<typeof OidcProvider> {
  const sink = globalThis.console;
  const warn = sink.warn.bind(sink);
  sink.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    sink.warn = warn;
  }
}
