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
    expect(describeFailure(thrown(stack))).toEqual({ message: 'no model (scene.ts:12:7)', stack });
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
});
