import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';

function thrown(stack: string): RemoteViewError {
  const error = new Error('no model');
  error.stack = stack;
  return RemoteViewError.from(error, 'scene-setup-failed');
}

describe('the account of a failed scene', () => {
  it('names the line of the scene, and no folder of the machine', () => {
    const stack =
      'Error: no model\n    at setup (file:///srv/app/scenes/car/scene.ts:12:7)\n    at node:internal/x:1:1';
    expect(describeFailure(thrown(stack))).toEqual({
      message: 'no model (scene.ts:12:7)',
      stack,
      place: '',
      excerpt: '',
    });
  });

  it('passes over frames of Node and of dependencies', () => {
    const stack = [
      'TypeError: no model',
      '    at Object.parse (node:internal/modules/esm:1:2)',
      '    at Loader.load (file:///srv/app/node_modules/three/build/three.js:3:4)',
      '    at file:///srv/app/scenes/car/wheels.ts:5:6',
    ].join('\n');
    expect(describeFailure(thrown(stack)).message).toBe('no model (wheels.ts:5:6)');
  });

  it('finds the place of a syntax error', () => {
    const stack = 'file:///srv/app/scenes/car/scene.ts:8\nexport default {\n\nSyntaxError: Unexpected end of input';
    expect(describeFailure(thrown(stack)).message).toBe('no model (scene.ts:8)');
  });

  it('is the message alone where no line is known', () => {
    expect(describeFailure(thrown('Error: no model')).message).toBe('no model');
    expect(describeFailure(new RemoteViewError('scene-crashed', 'device lost')).message).toContain('device lost');
  });

  it('says which import cannot be found, without the folders', () => {
    const text = "Cannot find module '/srv/app/scenes/car/wheels.ts' imported from /srv/app/scenes/car/scene.ts";
    const { message } = describeFailure(RemoteViewError.from(new Error(text)));
    expect(message).toBe("Cannot find 'wheels.ts', which scene.ts imports");
  });

  it('does not blame the host where the scene itself is gone', () => {
    const loader = new URL('load-scene.ts', import.meta.url).pathname;
    const text = `Cannot find module '/srv/app/scenes/car/scene.ts' imported from ${loader}`;
    expect(describeFailure(RemoteViewError.from(new Error(text))).message).toBe("Cannot find 'scene.ts'");
  });

  it.each([
    ['FileSystemRead', "The scene may not read 'secret.txt': its host lets it with --allow-read (scene.ts:3:4)"],
    ['FileSystemWrite', "The scene may not write 'secret.txt': it keeps no files (scene.ts:3:4)"],
    ['ChildProcess', 'The scene may not do this (ChildProcess) (scene.ts:3:4)'],
  ])('says in its own words what the permission model denies: %s', (permission, message) => {
    const error = new Error('Access to this API has been restricted. Use --allow-fs-read to manage permissions.');
    error.stack = 'Error: Access\n    at Object.openSync (node:fs:1:2)\n    at setup (file:///srv/app/scene.ts:3:4)';
    Object.assign(error, { code: 'ERR_ACCESS_DENIED', permission, resource: '/etc/secret.txt' });
    expect(describeFailure(RemoteViewError.from(error)).message).toBe(message);
  });
});

describe('what the author of a scene is shown', () => {
  const SOURCE = ["import { wheel } from './wheels.ts';", 'const speed = ;', 'export default car;'].join('\n');
  const read = (path: string): string | undefined => (path === '/srv/my app/scene.ts' ? SOURCE : undefined);

  it('is the line that threw', () => {
    const stack = 'Error: no model\n    at setup (file:///srv/my%20app/scene.ts:3:16)';
    expect(describeFailure(thrown(stack), read)).toMatchObject({
      place: '/srv/my app/scene.ts:3:16',
      excerpt: expect.stringContaining('> 3 | export default car;') as string,
    });
  });

  it('is the character that the parser did not expect', () => {
    const place = '/srv/app/scene.ts';
    const stack = `${place}:2\nconst speed = ;\n              ^\n\nSyntaxError: Expression expected\n    at node:x:1:1`;
    const { excerpt } = describeFailure(thrown(stack), (path) => (path === place ? SOURCE : undefined));
    expect(excerpt).toContain('> 2 | const speed = ;\n    |               ^');
  });

  it('is the line of an import that cannot be found', () => {
    const text = "Cannot find module '/srv/my app/wheels.ts' imported from /srv/my app/scene.ts";
    expect(describeFailure(RemoteViewError.from(new Error(text)), read)).toMatchObject({
      message: "Cannot find 'wheels.ts', which scene.ts imports (scene.ts:1:26)",
      place: '/srv/my app/scene.ts:1:26',
      excerpt: expect.stringContaining("> 1 | import { wheel } from './wheels.ts';") as string,
    });
  });

  it('is nothing where the source is not at hand', () => {
    const stack = 'Error: no model\n    at setup (file:///elsewhere/scene.ts:3:16)';
    expect(describeFailure(thrown(stack), read)).toMatchObject({ place: '', excerpt: '' });
  });
});
