import { describe, expect, it } from 'vitest';
import { importsOf, isTest, readSources, withoutComments } from './sources.ts';
import { ROOT } from './run-node.ts';

const file = (text: string) => ({ path: 'gateway/src/app.ts', text });

describe('importsOf', () => {
  it('finds imports, re-exports, side effects and dynamic imports with their lines', () => {
    const text = [
      "import { a } from 'a';",
      "import 'b';",
      'import {',
      '  c,',
      "} from './c.ts';",
      "export * from 'd';",
      "export { e } from 'e';",
      "const f = await import('f');",
    ].join('\n');
    expect(importsOf(file(text)).map(({ specifier, line, dynamic }) => [specifier, line, dynamic])).toEqual([
      ['a', 1, false],
      ['b', 2, false],
      ['./c.ts', 3, false],
      ['d', 6, false],
      ['e', 7, false],
      ['f', 8, true],
    ]);
  });

  it('knows what is gone when the file runs', () => {
    const text = "import type { A } from 'a';\nimport { type B } from 'b';\nexport type { C } from 'c';";
    expect(importsOf(file(text)).map((found) => found.typeOnly)).toEqual([true, false, true]);
  });

  it('takes neither comments nor other declarations for imports', () => {
    const text = "// import 'a';\n/* import 'b';\nimport 'c'; */\nexport const from = 'd';\nexport type E = 'e' | 'f';";
    expect(importsOf(file(text))).toEqual([]);
  });
});

describe('withoutComments', () => {
  it('blanks comments and keeps lines, URLs and globs', () => {
    const text = "const url = 'http://x'; // why\n/** doc\n * more */\nconst glob = 'src/**/*.ts';";
    const code = withoutComments(text);
    expect(code.split('\n').map((line) => line.trim())).toEqual([
      "const url = 'http://x';",
      '',
      '',
      "const glob = 'src/**/*.ts';",
    ]);
    expect(code).toHaveLength(text.length);
  });
});

describe('readSources', () => {
  it('reads our own files, and nothing built or installed', () => {
    const paths = readSources(ROOT, ['scripts', 'protocol']).map((source) => source.path);
    expect(paths).toContain('scripts/sources.ts');
    expect(paths).toContain('protocol/src/index.ts');
    expect(paths.filter((path) => /node_modules|dist\//.test(path))).toEqual([]);
  });

  it('tells tests from the rest', () => {
    expect(isTest({ path: 'gateway/src/app.test.ts', text: '' })).toBe(true);
    expect(isTest({ path: 'gateway/src/testing/host.ts', text: '' })).toBe(true);
    expect(isTest({ path: 'gateway/src/app.ts', text: '' })).toBe(false);
  });
});
