/** Whether a task and a Name tag mean one server: `WEB-01` and `web-01.example.com` do. */
export function namesAgree(serverName: string, nameTag: string | null): boolean {
  const name = normalize(serverName);
  const tag = normalize(nameTag ?? '');
  if (tag === '') return false;
  return name === tag || name === firstLabel(tag) || firstLabel(name) === tag;
}

function normalize(name: string): string {
  return name.trim().toLowerCase();
}

/** The host part of a DNS name. */
function firstLabel(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
