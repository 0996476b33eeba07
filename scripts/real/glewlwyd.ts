import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startTiedProcess } from '../stack/tied-process';
import { asUser, until, type Tools } from './tools';

export type Provider = {
  readonly issuer: string;
  readonly clientSecret: string;
  readonly user: { readonly username: string; readonly password: string };
  readonly stop: () => Promise<void>;
};

/** Of the package: the tables, and `admin` with its first password. */
const TABLES = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const ADMIN = { username: 'admin', password: 'password' };
const CLIENT_SECRET = 'fT7wq2Lk9ZxV4bNs8RdY1mHc';
const SCOPES = ['profile', 'email', 'groups'] as const;
const OLGA = { username: 'olga', password: 'secret-of-olga' };

/** Glewlwyd of the distribution, an OpenID provider that none of us wrote, with one user. */
export async function startGlewlwyd(
  tools: Tools,
  options: { readonly appUrl: string; readonly groups: readonly string[] },
): Promise<Provider> {
  const folder = join(tools.folder, 'glewlwyd');
  mkdirSync(folder);
  const port = await findFreePort(0);
  const database = join(folder, 'database');
  execFileSync(tools.programs.sqlite3, [database], { input: readFileSync(TABLES) });
  const log = join(folder, 'output.log');
  const file = join(folder, 'glewlwyd.conf');
  writeFileSync(file, buildConfiguration(port, database));
  for (const path of [folder, database]) {
    if (tools.user) chownSync(path, tools.user.uid, tools.user.gid);
  }
  const command = asUser(tools, [tools.programs.glewlwyd, `--config-file=${file}`]);
  const server = startTiedProcess(command, process.env, log);
  const url = `http://localhost:${port}/api`;
  await until(async () => void (await fetch(url)), `Glewlwyd does not start; its log is ${log}`);
  const issuer = `${url}/oidc`;
  await configure(url, issuer, options);
  return { issuer, clientSecret: CLIENT_SECRET, user: OLGA, stop: server.stop };
}

function buildConfiguration(port: number, database: string): string {
  const library = '/usr/lib/glewlwyd';
  return `port=${port}
bind_address="127.0.0.1"
external_url="http://localhost:${port}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_domain="localhost"
cookie_secure=0
session_expiration=3600
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="${library}/user"
user_middleware_module_path="${library}/user_middleware"
client_module_path="${library}/client"
user_auth_scheme_module_path="${library}/scheme"
plugin_module_path="${library}/plugin"
use_secure_connection=false
secure_connection_key_file="/not-used"
secure_connection_pem_file="/not-used"
secure_connection_ca_file="/not-used"
hash_algorithm="SHA512"
database={ type="sqlite3" path="${database}" };
`;
}

/** What an administrator does in its pages. */
async function configure(
  url: string,
  issuer: string,
  { appUrl, groups }: { readonly appUrl: string; readonly groups: readonly string[] },
): Promise<void> {
  const admin = await openSession(url, ADMIN);
  for (const name of SCOPES) {
    const own = { name, display_name: name, description: name, password_required: true };
    await admin('POST', '/scope/', {
      ...own,
      password_max_age: 0,
      scheme: {},
      scheme_required: {},
    });
  }
  await admin('POST', '/mod/plugin/', {
    module: 'oidc',
    name: 'oidc',
    display_name: 'OIDC',
    parameters: buildParameters(issuer),
  });
  const users = (await admin('GET', '/mod/user/database')) as { parameters: UserParameters };
  users.parameters['data-format']['groups'] = { multiple: true, read: true, write: true };
  await admin('PUT', '/mod/user/database', users);
  await admin('PUT', '/mod/user/database/reset/');
  await admin('POST', '/client/', {
    client_id: 'snapgate',
    name: 'Snapgate',
    enabled: true,
    confidential: true,
    password: CLIENT_SECRET,
    redirect_uri: [`${appUrl}/api/auth/callback/oidc`],
    authorization_type: ['code'],
    scope: [],
    token_endpoint_auth_method: ['client_secret_basic'],
  });
  await admin('POST', '/user/', {
    ...OLGA,
    name: 'Olga Operator',
    email: 'olga@example.com',
    enabled: true,
    scope: ['openid', ...SCOPES, 'g_profile'],
    groups,
  });
  const olga = await openSession(url, OLGA);
  await olga('PUT', '/auth/grant/snapgate', { scope: ['openid', ...SCOPES].join(' ') });
}

type UserParameters = { readonly 'data-format': Record<string, unknown> };

function buildParameters(issuer: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    iss: issuer,
    'jwt-type': 'rsa',
    'jwt-key-size': '256',
    key: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    cert: publicKey.export({ type: 'spki', format: 'pem' }),
    'access-token-duration': 3_600,
    'refresh-token-duration': 86_400,
    'code-duration': 600,
    'refresh-token-rolling': true,
    'allow-non-oidc': false,
    'auth-type-code-enabled': true,
    'auth-type-code-revoke-replayed': false,
    'auth-type-token-enabled': false,
    'auth-type-id-token-enabled': true,
    'auth-type-none-enabled': false,
    'auth-type-password-enabled': false,
    'auth-type-client-enabled': false,
    'auth-type-device-enabled': false,
    'auth-type-refresh-enabled': false,
    'subject-type': 'public',
    'address-claim': { type: 'no' },
    'name-claim': 'on-demand',
    'name-claim-scope': ['profile'],
    'email-claim': 'on-demand',
    'email-claim-scope': ['email'],
    'scope-claim': 'no',
    'scope-claim-scope': [],
    'pkce-allowed': true,
    'pkce-method-plain-allowed': false,
    claims: [
      {
        name: 'groups',
        'user-property': 'groups',
        type: 'string',
        mandatory: false,
        scope: ['groups'],
      },
    ],
    'introspection-revocation-allowed': false,
    'register-client-allowed': false,
    'session-management-allowed': false,
    'request-parameter-allow': false,
  };
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

async function openSession(url: string, person: typeof ADMIN): Promise<Call> {
  let cookie = '';
  const call: Call = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Glewlwyd: ${method} ${path}: ${answer.status} ${text}`);
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  await call('POST', '/auth/', person);
  return call;
}
