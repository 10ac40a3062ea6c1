/**
 * `generate-keys`: everything secret that a gateway outside dev mode needs. What the gateway only has to recognise is
 * written as a hash, and its plain text is shown once and kept nowhere.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RemoteViewError } from '@remote-view/protocol';
import { hashKey, newKey } from './key-text.ts';
import { BACKEND_SCOPES, DEFAULT_TENANT, SCOPES } from './principal.ts';
import { newTokenKey } from './token-keys.ts';

export const GENERATE_KEYS_USAGE = `Usage: node server.ts generate-keys [--out DIR]

Makes keys for backends, operators and renderer hosts, keys that tokens are signed with, and a secret for TURN, as files in
DIR (default: keys). Files that are there are left alone: to replace a key, make new ones in another folder, and copy what is
under "keys" there into the files that gateways read.
`;

export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

export interface GeneratedKeys {
  readonly files: readonly GeneratedFile[];
  /** Plain texts that are in no file. */
  readonly api: string;
  readonly admin: string;
  readonly host: string;
}

/** @param stamp tells these keys from others: it becomes part of their names, letters, digits and `-` */
export function makeKeys(stamp: string): GeneratedKeys {
  const [api, admin, host] = [newKey('api'), newKey('admin'), newKey('host')];
  const apiKeys = [
    { name: `backend-${stamp}`, tenant: DEFAULT_TENANT, scopes: BACKEND_SCOPES, hash: hashKey(api) },
    { name: `admin-${stamp}`, tenant: DEFAULT_TENANT, scopes: SCOPES, hash: hashKey(admin) },
  ];
  const files = [
    { name: 'api-keys.json', text: json({ keys: apiKeys }) },
    { name: 'host-keys.json', text: json({ keys: [{ name: `hosts-${stamp}`, hash: hashKey(host) }] }) },
    { name: 'token-keys.json', text: json({ keys: [newTokenKey(`tokens-${stamp}`)] }) },
    // Both ends need it as it is: it makes the passwords that a TURN server checks.
    { name: 'turn-secret', text: `${randomBytes(32).toString('base64url')}\n` },
  ];
  return { files, api, admin, host };
}

/**
 * @param argv arguments behind `generate-keys`
 * @param stamp as of `makeKeys`
 * @returns what to print
 * @throws RemoteViewError `bad-configuration`
 */
export function generateKeys(argv: readonly string[], stamp: string): string {
  const { out, help } = readFlags(argv);
  if (help) return GENERATE_KEYS_USAGE;
  const { files, api, admin, host } = makeKeys(stamp);
  writeNew(out, files);
  return `Keys for the gateway are in ${out}. These are shown only now:

  API key, for backends      ${api}
  admin key, for operators   ${admin}
  host key, for hosts        ${host}

Start every gateway with:

  --api-keys-file ${join(out, 'api-keys.json')} --host-keys-file ${join(out, 'host-keys.json')} \\
  --token-keys-file ${join(out, 'token-keys.json')}

and where there is a TURN server with that secret:

  --turn-url turn:turn.example.com:3478 --turn-secret-file ${join(out, 'turn-secret')}
`;
}

/** For their owner alone, and never over one that is there: it may be in use. */
function writeNew(folder: string, files: readonly GeneratedFile[]): void {
  const taken = files.map(({ name }) => join(folder, name)).find((path) => existsSync(path));
  if (taken !== undefined) throw wrong(`${taken} is there already, and is not replaced.`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const { name, text } of files) writeFileSync(join(folder, name), text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw RemoteViewError.from(cause, 'bad-configuration');
  }
}

function readFlags(argv: readonly string[]) {
  try {
    const options = { out: { type: 'string' }, help: { type: 'boolean' } } as const;
    const { out = 'keys', help = false } = parseArgs({ args: [...argv], options }).values;
    return { out, help };
  } catch (cause) {
    throw RemoteViewError.from(cause, 'bad-configuration');
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function wrong(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}
