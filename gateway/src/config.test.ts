import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

describe('the settings of the process', () => {
  test('have defaults for a machine of one', () => {
    expect(readConfig(['--dev'], {}, '/gallery')).toEqual({
      host: '127.0.0.1',
      port: 8080,
      help: false,
      logLevel: 'warn',
      gateway: { dev: true, apiKeys: [], allowedOrigins: [], publicDir: '/gallery', logger: { level: 'warn' } },
    });
  });

  test('come from the environment', () => {
    const config = readConfig([], {
      HOST: '0.0.0.0',
      PORT: '9000',
      REMOTE_VIEW_API_KEYS: 'one, two,',
      REMOTE_VIEW_HOST_KEY: 'three',
      REMOTE_VIEW_ALLOWED_ORIGINS: 'https://a.example,https://b.example',
    });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 9000 });
    expect(config.gateway).toMatchObject({
      dev: false,
      apiKeys: ['one', 'two'],
      hostKey: 'three',
      allowedOrigins: ['https://a.example', 'https://b.example'],
    });
  });

  test('come from flags first', () => {
    const argv = ['--port', '1', '--api-key', 'a', '--api-key', 'b', '--host-key', 'c', '--public', '/p'];
    const env = { PORT: '2', REMOTE_VIEW_API_KEYS: 'x', REMOTE_VIEW_HOST_KEY: 'y' };
    const more = ['--viewer-bundle', '/v.js', '--log-level', 'error', '--max-queue', '5', '--afk-after', '600'];
    const config = readConfig([...argv, ...more], env, '/gallery');
    expect(config).toMatchObject({ port: 1, logLevel: 'error' });
    expect(config.gateway).toMatchObject({
      apiKeys: ['a', 'b'],
      hostKey: 'c',
      publicDir: '/p',
      viewerBundle: '/v.js',
      maxQueued: 5,
      afkAfter: 600,
    });
  });

  test('take an empty variable for one that is not set', () => {
    const config = readConfig([], { PORT: '', HOST: '', REMOTE_VIEW_HOST_KEY: '', REMOTE_VIEW_API_KEYS: '' });
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(config.gateway).not.toHaveProperty('hostKey');
  });

  test.each([
    [['--port', 'eighty'], 'port must be a number'],
    [['--port', '65536'], 'port must be a number'],
    [['--log-level', 'loud'], '--log-level must be one of'],
    [['--unknown'], '--unknown'],
    [['stray'], 'stray'],
  ])('refuse %j', (argv, text) => {
    expect(() => readConfig(argv, {})).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) }),
    );
  });
});
