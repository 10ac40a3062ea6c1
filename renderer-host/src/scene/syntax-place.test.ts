import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import { withSyntaxPlace } from './syntax-place.ts';

const SOURCES: Readonly<Record<string, string>> = {
  '/srv/scene.js': "import './wheels.js';\nexport default {};\n",
  '/srv/wheels.js': 'const four = 4;\nconst wheels = ;\n',
};
const read = (path: string): string | undefined => SOURCES[path];

/** As an import throws it for a module that cannot be parsed: without any place. */
function unparsed(): RemoteViewError {
  const error = new SyntaxError("Unexpected token ';'");
  error.stack = `SyntaxError: Unexpected token ';'\n    at compileSourceTextModule (node:internal/modules/esm/utils:319:16)`;
  return RemoteViewError.from(error, 'scene-setup-failed');
}

describe('the place of a syntax error in JavaScript', () => {
  it('is found in the module that has it', () => {
    const error = withSyntaxPlace(unparsed(), Object.keys(SOURCES), read);
    expect(describeFailure(error, read)).toMatchObject({
      message: "Unexpected token ';' (wheels.js:2:16)",
      place: '/srv/wheels.js:2:16',
      excerpt: expect.stringContaining('> 2 | const wheels = ;') as string,
    });
  });

  it('is left to an error that has one, and to errors of another kind', () => {
    for (const error of [
      RemoteViewError.from(new TypeError('x is not a function')),
      RemoteViewError.from(Object.assign(new SyntaxError('no'), { stack: '/srv/scene.ts:1\nno\n\nSyntaxError: no' })),
    ]) {
      expect(withSyntaxPlace(error, Object.keys(SOURCES), read)).toBe(error);
    }
  });

  it('is not found where all modules can be parsed, or none can be read', () => {
    const error = unparsed();
    expect(withSyntaxPlace(error, ['/srv/scene.js'], read)).toBe(error);
    expect(withSyntaxPlace(error, ['/srv/gone.js'], read)).toBe(error);
  });
});
