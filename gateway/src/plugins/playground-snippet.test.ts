import { expect, it } from 'vitest';

interface Snippets {
  readonly SNIPPETS: Readonly<Record<string, (setup: Readonly<Record<string, unknown>>) => string>>;
}

it('the code of the playground has each value as its framework reads it', async () => {
  const module = new URL('../../public/playground/snippet.js', import.meta.url);
  const { SNIPPETS } = (await import(module.href)) as Snippets;
  const setup = {
    origin: 'https://gateway.example',
    attributes: new Map([
      ['label', 'on'],
      ['scene', '{a & b}'],
      ['data-saver', 'on'],
    ]),
    styles: new Map([
      ['color-scheme', 'dark'],
      ['--remote-view-radius', '12px'],
    ]),
    known: new Map([
      ['label', { fieldName: 'label', type: { text: 'string' } }],
      ['scene', { fieldName: 'scene', type: { text: 'string' } }],
      ['data-saver', { fieldName: 'dataSaver', type: { text: '"on" | "off"' } }],
    ]),
  };
  const code = (name: string): string => SNIPPETS[name]!(setup).replaceAll(/\s+/gu, ' ');
  expect(code('React')).toContain('label="on" scene={"{a & b}"} dataSaver={true}');
  expect(code('React')).toContain(`style={{ colorScheme: "dark", '--remote-view-radius': "12px" }}`);
  expect(code('Vue')).toContain('label="on" scene="{a &amp; b}" data-saver="on"');
  expect(code('Svelte')).toContain('label="on" scene={"{a & b}"} data-saver="on"');
});
