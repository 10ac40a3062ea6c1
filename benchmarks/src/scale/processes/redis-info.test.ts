import { expect, it } from 'vitest';
import { readInfo } from './redis-info.ts';

const INFO = `# Server
redis_version:7.0.15
used_memory:2097152
used_cpu_sys:0.250000
used_cpu_user:0.750000
cmdstat_evalsha:calls=40,usec=8000,usec_per_call=200.00,rejected_calls=0,failed_calls=0
cmdstat_eval:calls=1,usec=500,usec_per_call=500.00,rejected_calls=0,failed_calls=0
cmdstat_spublish:calls=7,usec=70,usec_per_call=10.00,rejected_calls=0,failed_calls=0
cmdstat_hget:calls=100,usec=100,usec_per_call=1.00,rejected_calls=0,failed_calls=0
`;

it('reads what Redis says of its scripts, commands and messages', () => {
  expect(readInfo(INFO.replaceAll('\n', '\r\n'))).toEqual({
    version: '7.0.15',
    scripts: 41,
    scriptTime: 8.5,
    commands: 148,
    published: 7,
    cpu: 1_000,
    memory: 2_097_152,
  });
});

it('takes what is not there for nothing', () => {
  expect(readInfo('')).toMatchObject({ version: 'unknown', scripts: 0, commands: 0, cpu: 0 });
});
