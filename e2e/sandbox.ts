const controlUrl = process.env.E2E_SANDBOX_URL ?? '';

/** What the sandbox saw since it was started, by system and operation. */
export async function listCalls(system: string, operation?: string): Promise<readonly unknown[]> {
  const query = new URLSearchParams({ system, ...(operation && { operation }) });
  const response = await fetch(`${controlUrl}/api/calls?${query}`);
  const body = (await response.json()) as { calls: readonly unknown[] };
  return body.calls;
}

export async function readSandboxState(): Promise<string> {
  return (await fetch(`${controlUrl}/api/state`)).text();
}

/** Makes a stand-in misbehave until `clearFaults`. */
export async function addFault(fault: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${controlUrl}/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`The sandbox refused a fault: ${await response.text()}`);
}

export async function clearFaults(): Promise<void> {
  await fetch(`${controlUrl}/api/faults`, { method: 'DELETE' });
}
