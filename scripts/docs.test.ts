/**
 * Holds the documentation against the code: who adds a message, an error code or a stage describes it in the same change,
 * and who moves a file repairs the links to it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './run-node.ts';
import { withoutComments } from './sources.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const source = (file: string): string => withoutComments(read(`protocol/src/${file}`));

/** What `pattern` finds in one exported constant or in a whole file. Nothing is a broken pattern, not an empty list. */
function found(text: string, pattern: RegExp): string[][] {
  const matches = Array.from(text.matchAll(pattern), (match) => match.slice(1));
  if (matches.length === 0) throw new Error(`${pattern} finds nothing`);
  return matches;
}

/** The text between a constant's brackets. */
function constant(file: string, name: string): string {
  return found(source(file), new RegExp(`const ${name} = [[{](.*?)[\\]}] as const`, 'gs'))[0]![0]!;
}

describe('docs/protocol.md', () => {
  const page = read('docs/protocol.md');
  const errors = found(constant('errors.ts', 'ERRORS'), /^ {2}'?([a-z0-9-]+)'?: \{.*retry: (true|false) \}/gm);
  const literals = ['signaling.ts', 'host-link.ts', 'media-relay.ts'].flatMap((file) =>
    found(source(file), /Type\.Literal\('(.+?)'\)/g),
  );
  const numbers = ['viewer-messages.ts', 'host-data.ts', 'files.ts'].flatMap((file) =>
    found(constant(file, 'TYPE'), /(\w+): (\d+)/g),
  );

  it.each(errors)('has the error code %s, and whether a viewer tries again (%s)', (code, retry) => {
    expect(page).toContain(`| \`${code}\` | ${retry === 'true' ? 'yes' : 'no'} |`);
  });

  it.each([...new Set(literals.flat())])('has the message %s', (type) => {
    expect(page).toContain(`| \`${type}\` |`);
  });

  it.each(numbers)('has the data-channel message %s with its number %s', (type, number) => {
    expect(page).toContain(`| \`${type}\` | ${number} |`);
  });

  it.each(found(constant('host-data.ts', 'HOST_STAGES'), /'(\w+)'/g))('has the stage %s', (stage) => {
    expect(page).toContain(`| \`${stage}\` |`);
  });

  it.each(found(constant('host-data.ts', 'SCENE_STATES'), /'(\w+)'/g))('has the scene state %s', (state) => {
    expect(page).toContain(`\`${state}\``);
  });

  const closes = ['signaling.ts', 'media-relay.ts'].flatMap((file) => found(constant(file, 'CLOSE'), /(\w+): (\d+)/g));

  it.each(closes)('has the close code %s (%s)', (name, code) => {
    expect(page).toContain(`| ${code} | \`${name}\` |`);
  });
});

describe('links', () => {
  const pages = [
    'README.md',
    ...readdirSync(path.join(ROOT, 'docs'))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`),
  ];

  it.each(pages)('lead somewhere in %s', (page) => {
    const targets = Array.from(read(page).matchAll(/(?:\]\(|<img src=")(?!https?:)([^)#\s"]*)/g), (match) => match[1]!);
    const missing = targets.filter((target) => !existsSync(path.join(ROOT, path.dirname(page), target)));
    expect(missing).toEqual([]);
  });
});
