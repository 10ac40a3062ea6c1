/** What Redis says of itself (`INFO`), as far as it is of use here. */
import type { Millis } from '@remote-view/protocol';

export interface RedisFigures {
  readonly version: string;
  /** Runs of the script that decides. */
  readonly scripts: number;
  /** In which Redis did nothing else. */
  readonly scriptTime: Millis;
  /** Commands that scripts and clients ran. */
  readonly commands: number;
  /** Messages between gateways. */
  readonly published: number;
  /** Time on processors since it began. */
  readonly cpu: Millis;
  /** Bytes of what it keeps. */
  readonly memory: number;
}

const SCRIPTS = ['evalsha', 'eval'] as const;

export function readInfo(text: string): RedisFigures {
  const fields = new Map(
    text.split('\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
    }),
  );
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  const stat = (command: string, what: string): number => {
    const found = new RegExp(`(?:^|,)${what}=([\\d.]+)`, 'u').exec(fields.get(`cmdstat_${command}`) ?? '');
    return Number(found?.[1] ?? 0);
  };
  const ofScripts = (what: string): number => SCRIPTS.reduce((sum, command) => sum + stat(command, what), 0);
  return {
    version: fields.get('redis_version') ?? 'unknown',
    scripts: ofScripts('calls'),
    scriptTime: ofScripts('usec') / 1_000,
    commands: [...fields.keys()]
      .filter((name) => name.startsWith('cmdstat_'))
      .reduce((sum, name) => sum + stat(name.slice('cmdstat_'.length), 'calls'), 0),
    published: stat('spublish', 'calls'),
    cpu: (number('used_cpu_user') + number('used_cpu_sys')) * 1_000,
    memory: number('used_memory'),
  };
}
