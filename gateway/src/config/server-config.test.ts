import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from './server-config.ts';
import { namedSettings } from './settings.ts';

const FILES: Readonly<Record<string, string>> = {
  '/run/host-key': 'key-from-a-file\n',
  '/gateway.json': JSON.stringify({ host: '0.0.0.0', maxQueue: 7, dev: true, allowedOrigins: ['https://a.example'] }),
  '/slip.json': JSON.stringify({ maxQueues: 7 }),
  '/text.json': JSON.stringify({ maxQueue: '7' }),
  '/list.json': JSON.stringify({ allowedOrigins: 'https://a.example' }),
  '/array.json': '[]',
  '/broken.json': '{',
};

function read(argv: readonly string[], env: Record<string, string> = {}) {
  const readFile = (path: string): string => {
    const content = FILES[path];
    if (content === undefined) throw new Error('ENOENT');
    return content;
  };
  return readConfig(argv, { env, publicDir: '/gallery', readFile });
}

describe('the settings of the process', () => {
  test('have defaults for a machine of one', () => {
    expect(read(['--dev'])).toEqual({
      host: '127.0.0.1',
      port: 8080,
      help: false,
      logLevel: 'warn',
      drainSeconds: 0,
      metrics: undefined,
      gateway: expect.objectContaining({
        dev: true,
        apiKeys: [],
        allowedOrigins: [],
        publicDir: '/gallery',
        maxQueued: 100,
        strategy: 'spread',
        apiDocs: true,
      }),
    });
  });

  test('come from the environment', () => {
    const config = read([], {
      HOST: '0.0.0.0',
      PORT: '9000',
      REMOTE_VIEW_API_KEYS: 'one, two,',
      REMOTE_VIEW_HOST_KEY: 'three',
      REMOTE_VIEW_ALLOWED_ORIGINS: 'https://a.example,https://b.example',
      REMOTE_VIEW_API_DOCS: 'false',
      REMOTE_VIEW_STRATEGY: 'pack',
    });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 9000 });
    expect(config.gateway).toMatchObject({
      dev: false,
      apiKeys: ['one', 'two'],
      hostKey: 'three',
      allowedOrigins: ['https://a.example', 'https://b.example'],
      apiDocs: false,
      strategy: 'pack',
    });
  });

  test('come from flags first', () => {
    const argv = [
      '--port',
      '1',
      '--api-key',
      'a',
      '--api-key',
      'b',
      '--host-key',
      'c',
      '--public',
      '/p',
      '--no-api-docs',
    ];
    const env = { PORT: '2', REMOTE_VIEW_API_KEYS: 'x', REMOTE_VIEW_HOST_KEY: 'y', REMOTE_VIEW_API_DOCS: 'true' };
    const more = ['--viewer-bundle', '/v.js', '--log-level', 'error', '--max-queue', '5', '--afk-after', '600'];
    const config = read([...argv, ...more], env);
    expect(config).toMatchObject({ port: 1, logLevel: 'error' });
    expect(config.gateway).toMatchObject({
      apiKeys: ['a', 'b'],
      hostKey: 'c',
      publicDir: '/p',
      viewerBundle: '/v.js',
      maxQueued: 5,
      afkAfter: 600,
      apiDocs: false,
    });
  });

  test('come from a file where neither a flag nor a variable says otherwise', () => {
    const config = read(['--config', '/gateway.json', '--max-queue', '5'], { HOST: '::1' });
    expect(config).toMatchObject({ host: '::1', gateway: { dev: true, maxQueued: 5 } });
    expect(config.gateway.allowedOrigins).toEqual(['https://a.example']);
    expect(read([], { REMOTE_VIEW_CONFIG: '/gateway.json' })).toMatchObject({
      host: '0.0.0.0',
      gateway: { maxQueued: 7 },
    });
  });

  test('take an empty variable for one that is not set', () => {
    const config = read([], { PORT: '', HOST: '', REMOTE_VIEW_HOST_KEY: '', REMOTE_VIEW_API_KEYS: '' });
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(config.gateway).not.toHaveProperty('hostKey');
  });

  test.each([
    [['--host-key-file', '/run/host-key'], {}],
    [[], { REMOTE_VIEW_HOST_KEY_FILE: '/run/host-key' }],
  ])('take a secret from a file of its own, %j %j', (argv, env) => {
    expect(read(argv, env).gateway.hostKey).toBe('key-from-a-file');
  });

  test.each([
    ['9090', { host: '127.0.0.1', port: 9090, key: undefined }],
    ['0.0.0.0:9090', { host: '0.0.0.0', port: 9090, key: undefined }],
    ['[::1]:0', { host: '::1', port: 0, key: undefined }],
  ])('serve metrics at %s', (address, metrics) => {
    expect(read(['--metrics-listen', address]).metrics).toEqual(metrics);
  });

  test.each([
    [['--port', 'eighty'], "--port must be a whole number from 0 to 65535, not 'eighty'"],
    [['--port', '65536'], '--port must be a whole number'],
    [['--log-level', 'loud'], '--log-level must be one of'],
    [['--unheard-of-by-anyone'], 'there is no --unheard-of-by-anyone.'],
    [['--max-queu', '3'], 'there is no --max-queu; did you mean --max-queue?'],
    [['--no-deb'], 'there is no --no-deb'],
    [['stray'], 'stray'],
    [['--metrics-listen', 'here'], '--metrics-listen must look like'],
    [['--metrics-listen', '127.0.0.1:70000'], '--metrics-listen must look like'],
    [['--config', '/slip.json'], "there is no 'maxQueues' in /slip.json; did you mean 'maxQueue'?"],
    [['--config', '/text.json'], "'maxQueue' in /text.json must be a number"],
    [['--config', '/list.json'], "'allowedOrigins' in /list.json must be an array of strings"],
    [['--config', '/array.json'], 'one JSON object'],
    [['--config', '/broken.json'], '/broken.json is no JSON'],
    [['--config', '/nowhere.json'], 'the file /nowhere.json of --config cannot be read'],
    [['--host-key-file', '/nowhere'], 'the file /nowhere of --host-key-file cannot be read'],
    [['--host-key', 'a', '--host-key-file', '/run/host-key'], '--host-key and --host-key-file exclude each other'],
  ])('refuse %j', (argv, text) => {
    expect(() => read(argv)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) }),
    );
  });

  test('end a question with one mark', () => {
    expect(() => read(['--max-queu', '3'])).toThrow(/--max-queue\?$/u);
  });

  test('refuse whatever else with the code of a wrong setting', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(...namedSettings().map(({ flag }) => `--${flag}`), '--config', '/any'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.dictionary(fc.string(), fc.jsonValue()), (argv, json) => {
        const around = { env: {}, publicDir: undefined, readFile: () => JSON.stringify(json) };
        try {
          readConfig(argv, around);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'bad-configuration' });
        }
      }),
    );
  });

  test('show no secret', () => {
    const twice = (): unknown => read(['--host-key', 'sesame', '--host-key-file', '/run/host-key']);
    expect(twice).toThrow(expect.not.objectContaining({ message: expect.stringContaining('sesame') }));
  });

  test('name the variable that is wrong', () => {
    expect(() => read([], { REMOTE_VIEW_DEV: 'yes' })).toThrow("REMOTE_VIEW_DEV must be true or false, not 'yes'");
  });
});
