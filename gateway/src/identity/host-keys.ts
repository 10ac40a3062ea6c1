/**
 * Keys of renderer hosts: apart from those of backends, so that a host that was broken into can create no session and
 * read none. One that is bound to names or labels cannot pose as another host either.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Label, Type, type Millis } from '@remote-view/protocol';
import { HashedKeys, type HashedKey } from './hashed-keys.ts';
import { Expiry, expiryOf, KeyHash, KeyName, MAX_KEYS, readKeyFile } from './key-fields.ts';
import { hashKey } from './key-text.ts';

export interface HostCredential {
  /** Of the key; for logs. */
  readonly name: string;
  /** Names that its hosts may have; `*` stands for any characters. Missing: all. */
  readonly hosts?: readonly string[];
  /** What its hosts must be labelled with: a key of one region's hosts, say. */
  readonly labels?: readonly string[];
}

interface HostKey extends HostCredential, HashedKey {}

/** The file that `--host-keys-file` names. */
const HostKeysFile = Type.Object(
  {
    keys: Type.Array(
      Type.Object(
        {
          name: KeyName,
          hash: KeyHash,
          hosts: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._*-]+$' }), { maxItems: 64 }),
          ),
          labels: Type.Optional(Type.Array(Label, { maxItems: 16 })),
          expiresAt: Type.Optional(Expiry),
        },
        { additionalProperties: false },
      ),
      { maxItems: MAX_KEYS },
    ),
  },
  { additionalProperties: false },
);

/** @throws RemoteViewError `bad-configuration` */
export function readHostKeys(text: string): readonly HostKey[] {
  const file = readKeyFile(HostKeysFile, text, 'The file of host keys');
  return file.keys.map(({ expiresAt, ...key }) => ({ ...key, ...expiryOf(key.name, expiresAt) }));
}

/** Keys that were given as plain text: for every host. */
export function plainHostKeys(keys: readonly string[]): readonly HostKey[] {
  return keys.map((key, index) => ({ name: `host-key-${index + 1}`, hash: hashKey(key) }));
}

export class HostKeys {
  readonly #keys: HashedKeys<HostKey>;

  /** @throws RemoteViewError `bad-configuration` where two have the same name or are the same key */
  constructor(keys: readonly HostKey[]) {
    this.#keys = new HashedKeys(keys);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** @param now ms since 1970 */
  admit(headers: IncomingHttpHeaders, now: Millis): HostCredential | undefined {
    return this.#keys.find(headers, now);
  }
}

/** Whether who has this credential may register as this host. */
export function mayBe(
  credential: HostCredential,
  host: { readonly host: string; readonly labels?: readonly string[] },
): boolean {
  const { hosts, labels = [] } = credential;
  const isNamed = hosts === undefined || hosts.some((pattern) => fits(pattern.split('*'), host.host));
  return isNamed && labels.every((label) => host.labels?.includes(label) === true);
}

/** Whether `name` is these parts in this order with anything in between. In linear time, unlike a regular expression. */
function fits([first = '', ...rest]: readonly string[], name: string): boolean {
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
