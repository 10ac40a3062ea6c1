/** What a scene can reach, in a real process with the options that the agent gives it. */
import { decodeHostData } from '@remote-view/protocol';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { codeCache } from '../agent/child.ts';
import { sceneNodeOptions } from '../agent/scene-limits.ts';
import { hasSoftwareGpu, where } from '../gpu/testing/run-job.ts';
import { webAudioProblem } from './audio/testing/web-audio-problem.ts';
import { importProblem } from './restrictions.ts';
import { TestSceneProcess } from './testing/scene-process.ts';

describe('an import', () => {
  const scene = 'file:///srv/scenes/car/scene.ts';

  it.each(['net', 'https', 'child_process', 'worker_threads', 'dns/promises', '_http_client', '_tls_wrap'])(
    'of %s is not for a scene, and the error says who and what instead',
    (name) => {
      const problem = importProblem(name, `node:${name}`, scene);
      expect(problem?.code).toBe('scene-setup-failed');
      expect(problem?.message).toMatch(new RegExp(`^scene\\.ts cannot import '${name}'\\. \\w+`, 'u'));
    },
  );

  it.each([
    'file:///srv/three.js',
    'node:path',
    'node:fs',
    'node:module',
    'node:constructor',
    'data:text/javascript,0',
  ])('of %s is', (url) => {
    expect(importProblem('it', url, scene)).toBeUndefined();
  });

  it('under a name of its own package is judged by what it stands for', () => {
    expect(importProblem('#harmless', 'node:net', scene)?.message).toContain("'#harmless'");
  });

  it('is told of by the file, where there is one', () => {
    expect(importProblem('net', 'node:net', 'file:///srv/node_modules/chatty/index.js')?.message).toContain('index.js');
    for (const parent of ['data:text/javascript,0', undefined])
      expect(importProblem('net', 'node:net', parent)?.message).toMatch(/^A scene cannot/u);
  });
});

/** Tries each of these expressions and sends what came of it. */
const trying = (attempts: Readonly<Record<string, string>>): string => `
  const attempts = { ${Object.entries(attempts)
    .map(([name, code]) => `${JSON.stringify(name)}: async () => (${code})`)
    .join(',\n')} };
  export default { async setup({ send }) {
    const results = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      try { results[name] = String(await attempt()); } catch (error) { results[name] = error.code + ': ' + error.message; }
    }
    return { update() { if (results.sent) return; send(results); results.sent = 'yes'; } };
  } };`;

describe.skipIf(!hasSoftwareGpu)(`a restricted scene (${where})`, { timeout: 20_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'remote-view-limits-'));
  const file = join(folder, 'model.txt');
  writeFileSync(file, 'a model');
  afterAll(() => rmSync(folder, { recursive: true }));
  const processes: TestSceneProcess[] = [];
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.close()));
  });

  async function results(attempts: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const limits = { maxResidentBytes: 2 ** 30, readable: [folder] };
    const cache = codeCache(process.env).NODE_COMPILE_CACHE;
    const scene = new TestSceneProcess(1, { restricted: true }, sceneNodeOptions(limits, cache));
    processes.push(scene);
    await scene.told('ready');
    scene.start(trying(attempts));
    let sent: Record<string, string> | undefined;
    await scene.until(
      () => (sent = scene.server.messages.map(sentBy).find((payload) => payload !== undefined)) !== undefined,
    );
    return sent ?? {};
  }

  /** Undefined for what is no message of the scene's, like its sound. */
  function sentBy(bytes: Uint8Array): Record<string, string> | undefined {
    try {
      const data = decodeHostData(bytes);
      return data.type === 'message' ? (data.payload as Record<string, string>) : undefined;
    } catch {
      return undefined;
    }
  }

  it('reads what the operator names, and no other file', async () => {
    const read = (path: string): string => `(await import('node:fs')).readFileSync(${JSON.stringify(path)}, 'utf8')`;
    expect(await results({ named: read(file), other: read('/etc/passwd'), folder: read('/') })).toMatchObject({
      named: 'a model',
      other: expect.stringMatching(/^ERR_ACCESS_DENIED/u) as string,
      folder: expect.stringMatching(/^ERR_ACCESS_DENIED/u) as string,
    });
  });

  it('writes nothing, not even where the compiled modules are kept', async () => {
    const write = (path: string): string => `(await import('node:fs')).writeFileSync(${JSON.stringify(path)}, '')`;
    const cache = codeCache(process.env).NODE_COMPILE_CACHE ?? tmpdir();
    const denied = expect.stringMatching(/^ERR_ACCESS_DENIED/u) as string;
    expect(await results({ beside: write(file), cache: write(join(cache, 'planted')) })).toMatchObject({
      beside: denied,
      cache: denied,
    });
  });

  it('starts nothing and talks to nobody, whichever way it asks', async () => {
    const answers = await results({
      import: `await import('node:net')`,
      require: `(await import('node:module')).createRequire('file:///srv/scene.mjs')('child_process')`,
      inner: `await import('node:_http_client')`,
      asHost: `(await import('node:module')).createRequire(${JSON.stringify(new URL('x.js', import.meta.url))})('node:net')`,
      asThree: `(await import('node:module')).createRequire('/srv/node_modules/three/x.js')('worker_threads')`,
      asNobody: `(await import('node:module')).default._load('net')`,
      hooks: `(await import('node:module')).registerHooks({})`,
      laterHooks: `(await import('node:module')).register('data:text/javascript,')`,
      builtin: `process.getBuiltinModule('node:http')`,
      binding: `process.binding('spawn_sync')`,
      socket: `new WebSocket('ws://127.0.0.1:9')`,
      native: `process.dlopen({}, '/tmp/x.node')`,
      agent: `process.kill(process.ppid)`,
    });
    const { sent: _sent, ...refused } = answers;
    for (const answer of Object.values(refused))
      expect(answer).toMatch(/^scene-setup-failed: .* cannot (?:import|use) /u);
  });

  it.skipIf(webAudioProblem !== undefined)('has its sound, whose engine may use what the scene may not', async () => {
    const threads = `await import('node:worker_threads')`;
    const answers = await results({ before: threads, sound: `new AudioContext().sampleRate`, after: threads });
    expect(answers).toMatchObject({ sound: '48000', after: answers['before'] });
    expect(answers['before']).toMatch(/cannot import/u);
  });

  it("sees none of the operator's secrets", async () => {
    process.env['DATABASE_PASSWORD'] = 'hunter2-hunter2';
    try {
      const { env } = await results({ env: 'JSON.stringify(process.env)' });
      expect(env).toContain('PATH');
      expect(env).not.toMatch(/hunter2|REMOTE_VIEW|HOST_KEY/u);
    } finally {
      delete process.env['DATABASE_PASSWORD'];
    }
  });
});
