/**
 * Writes the address at which the world reaches this pod's node: its external one, else its internal one.
 *
 *     node node-address.mjs FILE      with API_SERVER, NODE_NAME, TOKEN_FILE, and NODE_EXTRA_CA_CERTS for the server's certificate
 */
import { readFile, writeFile } from 'node:fs/promises';

const { API_SERVER = '', NODE_NAME = '', TOKEN_FILE = '' } = process.env;
const token = await readFile(TOKEN_FILE, 'utf8');
const response = await fetch(new URL(`/api/v1/nodes/${encodeURIComponent(NODE_NAME)}`, API_SERVER), {
  headers: { authorization: `Bearer ${token.trim()}` },
  signal: AbortSignal.timeout(10_000),
});
if (!response.ok) throw new Error(`Kubernetes does not tell about the node ${NODE_NAME}: ${response.status}`);
const node = /** @type {{ status: { addresses: { type: string, address: string }[] } }} */ (await response.json());
const of = (/** @type {string} */ type) => node.status.addresses.find((one) => one.type === type)?.address;
const address = of('ExternalIP') ?? of('InternalIP');
if (address === undefined) throw new Error(`The node ${NODE_NAME} has no address`);
await writeFile(process.argv[2] ?? '/dev/stdout', address);
process.stdout.write(`node ${NODE_NAME} is reached at ${address}\n`);
