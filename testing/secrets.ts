import { createHmac } from 'node:crypto';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A text that must not be seen, and how it usually stands in the world. */
export type SeededSecret = { readonly sort: string; readonly secret: string; readonly as: string };

type Draw = (alphabet: string, length: number) => string;

const SORTS: Readonly<Record<string, (draw: Draw) => Omit<SeededSecret, 'sort'>>> = {
  'AWS key id': (draw) => plain(`AKIA${draw(CAPITALS, 16)}`),
  'AWS session key id': (draw) => plain(`ASIA${draw(CAPITALS, 16)}`),
  'AWS secret key': (draw) => plain(draw(BASE64, 40)),
  'AWS session token': (draw) => plain(`IQoJb3JpZ2luX2Vj${draw(BASE64, 300)}==`),
  'Slack bot token': (draw) => plain(`xoxb-${draw('0123456789', 12)}-${draw(LETTERS, 24)}`),
  'Slack app token': (draw) => plain(`xapp-1-${draw(CAPITALS, 10)}-${draw(LETTERS, 40)}`),
  'Slack webhook': (draw) => {
    const secret = `T${draw(CAPITALS, 9)}/B${draw(CAPITALS, 9)}/${draw(LETTERS, 24)}`;
    return { secret, as: `https://hooks.slack.com/services/${secret}` };
  },
  'JSON Web Token': (draw) =>
    plain(`eyJhbGciOiJSUzI1NiJ9.eyJ${draw(BASE64URL, 80)}.${draw(BASE64URL, 86)}`),
  'encrypted session': (draw) =>
    plain(
      `eyJhbGciOiJkaXIifQ..${draw(BASE64URL, 16)}.${draw(BASE64URL, 200)}.${draw(BASE64URL, 22)}`,
    ),
  'Basic header': (draw) => {
    const secret = Buffer.from(`${draw(LETTERS, 20)}:X`).toString('base64');
    return { secret, as: `Authorization: Basic ${secret}` };
  },
  'Bearer header': (draw) => {
    const secret = draw(BASE64URL.slice(0, -2), 43);
    return { secret, as: `Authorization: Bearer ${secret}` };
  },
  'private key': (draw) => {
    const lines = [draw(BASE64, 64), draw(BASE64, 64), draw(BASE64, 30)];
    const as = `-----BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n-----END RSA PRIVATE KEY-----`;
    return { secret: lines[1] ?? '', as };
  },
  'database password': (draw) => {
    const secret = draw(LETTERS, 24);
    return { secret, as: `postgresql://snapgate:${secret}@db.example.com/snapgate` };
  },
  'password in a text': (draw) => {
    const secret = `${draw(LETTERS, 12)}7`;
    return { secret, as: `password: ${secret}` };
  },
  'client secret in JSON': (draw) => {
    const secret = `${draw(BASE64URL, 31)}4`;
    return { secret, as: `{"client_secret":"${secret}"}` };
  },
  'GitHub token': (draw) => plain(`ghp_${draw(LETTERS, 36)}`),
};

function plain(secret: string): Omit<SeededSecret, 'sort'> {
  return { secret, as: secret };
}

/** The same secrets for the same seed, of every sort in turn. */
export function drawSecrets(seed: string, count: number): readonly SeededSecret[] {
  const sorts = Object.entries(SORTS);
  return Array.from({ length: count }, (_, index) => {
    const [sort, write] = sorts[index % sorts.length] ?? sorts[0] ?? [];
    if (sort === undefined || write === undefined) throw new Error('There are no sorts.');
    return { sort, ...write(createDraw(`${seed} ${index}`)) };
  });
}

/** Bytes of a keyed hash in counter mode: as random as secrets are, and repeatable. */
function createDraw(seed: string): Draw {
  let block = 0;
  let bytes: number[] = [];
  const next = () => {
    if (bytes.length === 0) {
      bytes = [
        ...createHmac('sha256', seed)
          .update(String((block += 1)))
          .digest(),
      ];
    }
    return bytes.pop() ?? 0;
  };
  return (alphabet, length) =>
    Array.from({ length }, () => alphabet[next() % alphabet.length]).join('');
}
