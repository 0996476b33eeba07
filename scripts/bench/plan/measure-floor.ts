type Variables = Readonly<Record<string, string | undefined>>;

/** The batches of addresses that EC2 takes. */
const ADDRESSES_PER_CALL = 200;

/**
 * The least that upstream can take, walked with plain HTTP and nothing of the product: the ticket
 * beside the first page of tasks, the further pages as Freshservice names them, then one batch of
 * DescribeInstances. Nothing is parsed but the addresses. Resolves to milliseconds.
 */
export async function measureFloor(variables: Variables, ticketNumber: number): Promise<number> {
  const start = performance.now();
  const url = `${variables['FRESHSERVICE_URL']}/changes/${ticketNumber}`;
  const key = Buffer.from(`${variables['FRESHSERVICE_API_KEY']}:X`).toString('base64');
  const headers = { authorization: `Basic ${key}` };
  const [, addresses] = await Promise.all([
    fetch(url, { headers }).then((reply) => reply.text()),
    readPages(`${url}/tasks?per_page=100`, headers),
  ]);
  const batches = [];
  for (let from = 0; from < addresses.length; from += ADDRESSES_PER_CALL) {
    batches.push(describe(variables, addresses.slice(from, from + ADDRESSES_PER_CALL)));
  }
  await Promise.all(batches);
  return performance.now() - start;
}

async function readPages(
  first: string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const addresses: string[] = [];
  for (let page: string | undefined = first; page !== undefined;) {
    const reply: Response = await fetch(page, { headers });
    addresses.push(...((await reply.text()).match(/\d+\.\d+\.\d+\.\d+/g) ?? []));
    page = /<([^>]+)>;\s*rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
  }
  return addresses;
}

async function describe(variables: Variables, addresses: readonly string[]): Promise<void> {
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${now.slice(0, 8)}/${variables['AWS_REGION']}/ec2/aws4_request`;
  const values = addresses.map((address, index) => [`Filter.1.Value.${index + 1}`, address]);
  const reply = await fetch(variables['AWS_ENDPOINT_URL_EC2'] ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-amz-date': now,
      authorization: `AWS4-HMAC-SHA256 Credential=${variables['AWS_ACCESS_KEY_ID']}/${scope}, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams([
      ['Action', 'DescribeInstances'],
      ['Version', '2016-11-15'],
      ['Filter.1.Name', 'private-ip-address'],
      ...values,
    ]).toString(),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`DescribeInstances: ${text.slice(0, 300)}`);
}
