import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fastify, type FastifyBaseLogger } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Audit } from './audit.ts';

const NOW = new Date('2026-11-20T18:00:00Z');

let folder: string;
let lines: string[];
let log: FastifyBaseLogger;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-view-audit-'));
  lines = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString('utf8').trim().split('\n'));
      done();
    },
  });
  log = fastify({ logger: { level: 'info', stream } }).log;
});
afterEach(async () => rm(folder, { recursive: true }));

describe('the audit log', () => {
  test('has each event in the log and, in order, in its file', async () => {
    const file = join(folder, 'audit.jsonl');
    const audit = new Audit(log, file, () => NOW);
    audit.record('session.created', { tenant: 'shop', actor: 'backend-1', sessionId: 's1', result: 'done' });
    audit.record('session.created', { tenant: 'shop', actor: 'backend-1', result: 'quota-exceeded' });
    await audit.close();
    await audit.close();
    const entries = (await readFile(file, 'utf8')).trim().split('\n');
    expect(entries.map((entry) => JSON.parse(entry) as unknown)).toEqual([
      {
        time: NOW.toISOString(),
        action: 'session.created',
        tenant: 'shop',
        actor: 'backend-1',
        sessionId: 's1',
        result: 'done',
      },
      {
        time: NOW.toISOString(),
        action: 'session.created',
        tenant: 'shop',
        actor: 'backend-1',
        result: 'quota-exceeded',
      },
    ]);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { audit: true, action: 'session.created', result: 'done' },
      { audit: true, action: 'session.created', result: 'quota-exceeded' },
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('adds to a file that is there', async () => {
    const file = join(folder, 'audit.jsonl');
    for (const result of ['done', 'forbidden'] as const) {
      const audit = new Audit(log, file, () => NOW);
      audit.record('host.cordoned', { result });
      await audit.close();
    }
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  test('goes on without its file where that cannot be written, and counts what is missing there', async () => {
    const audit = new Audit(log, join(folder, 'no', 'such', 'folder'), () => NOW);
    await expect.poll(() => lines.length).toBe(1);
    expect(lines[0]).toContain('the audit log cannot be written');
    audit.record('session.ended', { result: 'done' });
    expect(lines).toHaveLength(2);
    expect(audit.lost).toBe(1);
    await audit.close();
  });

  test('holds no more than its bound for a disk that does not keep up', async () => {
    const audit = new Audit(log, join(folder, 'audit.jsonl'), () => NOW);
    const actor = 'a'.repeat(100_000);
    for (let count = 0; count < 20; count += 1) audit.record('key.refused', { actor, result: 'unauthorized' });
    expect(audit.lost).toBeGreaterThan(0);
    await audit.close();
  });

  test('is in the log alone where there is no file', async () => {
    const audit = new Audit(log, undefined, () => NOW);
    audit.record('token.granted', { tenant: 'shop', result: 'done' });
    await audit.close();
    expect(lines).toHaveLength(1);
  });
});
