/** The one stylesheet of the sandbox's pages; light and dark from the same rules. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dce1, #3a3f47); --soft: light-dark(#59616e, #a2abb8);
  --accent: light-dark(#1d4fd8, #8fb0ff); --raised: light-dark(#f6f7f9, #1d2025); --page: light-dark(#fff, #131518);
  --text: light-dark(#16181d, #eceef2); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: var(--page); color: var(--text); }
main, header.top { max-width: 84rem; margin: 0 auto; padding: 1rem; } header.top { padding-bottom: 0; }
main:not(.narrow) { padding-top: 0; }
main.narrow { max-width: 26rem; padding-top: 12vh; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; }
a { color: var(--accent); } p { margin: .3rem 0 1rem; } .soft { color: var(--soft); }
code, .id { font-family: ui-monospace, monospace; font-size: .9em; } code { overflow-wrap: anywhere; }
.id, time { white-space: nowrap; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
tr:last-child > td { border-bottom: 0; } th { color: var(--soft); font-weight: 500; white-space: nowrap; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: .7rem 0; background: var(--raised); }
article p { margin: .2rem 0; overflow-wrap: anywhere; } article p:not(.soft) { white-space: pre-wrap; }
nav a { margin-right: 1rem; white-space: nowrap; }
.people { display: grid; gap: .6rem; }
.people button { display: grid; gap: .1rem; text-align: left; padding: .7rem 1rem; font: inherit; color: inherit;
  background: var(--raised); border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.people button:hover, .people button:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent); }
.people span { color: var(--soft); }
`;
