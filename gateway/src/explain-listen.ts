/** Why an address cannot be had, in words that say what to do about it. */
import { RemoteViewError } from '@remote-view/protocol';
import type { Address } from './config/server-config.ts';

/** Which settings change the address. */
export interface AddressSettings {
  readonly host: string;
  readonly port: string;
}

/** @returns throws what it is given, explained where it can be */
export function explainListen({ host, port }: Address, settings: AddressSettings): (thrown: unknown) => never {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} on ${host} is taken; choose another with ${settings.port}`,
    EACCES: `port ${port} on ${host} is not ours to open; choose one above 1023 with ${settings.port}`,
    EADDRNOTAVAIL: `this machine has no address ${host}; choose another with ${settings.host}`,
    ENOTFOUND: `there is no address ${host}; choose another with ${settings.host}`,
  };
  return (thrown) => {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    const reason = typeof code === 'string' ? reasons[code] : undefined;
    throw reason === undefined ? thrown : new RemoteViewError('bad-configuration', reason, { cause: thrown });
  };
}
