import { describe, expect, it } from 'vitest';
import { RemoteView } from '../src/remote-view.ts';
import { analyze, type Sources } from './analyze.ts';
import { makeManifest } from './element.ts';
import { elementOf, eventsOf } from './manifest.ts';
import { elementPage } from './page.ts';
import { readManifest, runtimeProperties } from './read.ts';
import { findProblems } from './validate.ts';

const SAMPLE = `
/**
 * Shows a lamp.
 *
 * @attr {"on"|"off"} power - Whether it shines.
 * @attr {number} max-watts - No more than this.
 *
 * @fires powerchange - It was switched.
 * @fires toggle - As of every element.
 * @slot shade - Around the lamp.
 * @csspart bulb - What shines.
 * @cssprop --remote-view-glow - Colour of the light.
 * @cssstate broken - It shines no more.
 */
export class RemoteView extends LitElement {
  declare power: Power;
  declare maxWatts: number | null;
  /** Not an attribute. */
  declare colours: readonly string[];
  #filament = 0;

  constructor() {
    super();
    this.power = 'off';
    this.maxWatts = null;
    this.colours = [];
  }

  /** Hours that it shone. */
  get hours(): number {
    return this.#filament;
  }

  /**
   * Turns it on.
   * @returns whether it was off
   * @throws RemoteViewError \`broken\`
   */
  async ignite(after: Millis, colour?: string): Promise<boolean> {
    this.dispatchEvent(new Event('toggle'));
    this.dispatchEvent(new PowerChangeEvent(this.power));
    states.add('broken');
    return html\`<slot name="shade"></slot><i part="bulb"></i>\`;
  }

  protected override render(): TemplateResult {}
}

customElements.define('remote-view', RemoteView);
`;

const EVENTS = `
/** It was switched. */
export class PowerChangeEvent extends Event {
  /** What it is now. */
  readonly power: Power;
  constructor(power: Power) {
    super('powerchange');
    this.power = power;
  }
}

export interface RemoteViewOwnEventMap {
  powerchange: PowerChangeEvent;
}
`;

const STYLES = 'css`:host { --_glow: var(--remote-view-glow, light-dark(#fff, rgb(0 0 0 / 0.5))); }`';

const PROPERTIES = new Map([
  ['power', { attribute: 'power', reflects: true }],
  ['maxWatts', { attribute: 'max-watts', reflects: false }],
  ['colours', { attribute: false as const, reflects: false }],
]);

function manifestOf(sources: Sources) {
  const analysis = analyze(sources);
  const styles = Object.values(sources).join('\n');
  return { analysis, manifest: makeManifest({ analysis, properties: PROPERTIES, styles }) };
}

const SOURCES: Sources = {
  'src/remote-view.ts': SAMPLE,
  'src/events/map.ts': EVENTS,
  'src/lamp.styles.ts': STYLES,
  'src/index.ts': "export { PowerChangeEvent } from './events/map.ts';",
};

function problemsOf(sources: Sources): string[] {
  const { analysis, manifest } = manifestOf(sources);
  return findProblems(manifest, analysis, sources);
}

describe('the manifest of a class', () => {
  const { manifest } = manifestOf(SOURCES);
  const element = elementOf(manifest);

  it('has attributes by what the element observes, with the types of the comment and the defaults of the code', () => {
    expect(element.attributes).toEqual([
      {
        name: 'power',
        type: { text: '"on" | "off"' },
        default: "'off'",
        description: 'Whether it shines.',
        fieldName: 'power',
      },
      {
        name: 'max-watts',
        type: { text: 'number' },
        default: 'null',
        description: 'No more than this.',
        fieldName: 'maxWatts',
      },
    ]);
  });

  it('has what is public and nothing else', () => {
    expect(element.members.map(({ name }) => name)).toEqual(['power', 'maxWatts', 'colours', 'hours', 'ignite']);
    expect(element.members[0]).toMatchObject({ attribute: 'power', reflects: true, description: 'Whether it shines.' });
    expect(element.members[3]).toMatchObject({ readonly: true, type: { text: 'number' } });
    expect(element.members[4]).toEqual({
      kind: 'method',
      name: 'ignite',
      description: 'Turns it on.',
      parameters: [
        { name: 'after', type: { text: 'Millis' } },
        { name: 'colour', type: { text: 'string' }, optional: true },
      ],
      return: { type: { text: 'Promise<boolean>' }, description: 'whether it was off' },
      throws: 'RemoteViewError `broken`',
    });
  });

  it('has the class of each event, and what that has', () => {
    expect(element.events).toEqual([
      { name: 'powerchange', type: { text: 'PowerChangeEvent' }, description: 'It was switched.' },
      { name: 'toggle', type: { text: 'Event' }, description: 'As of every element.' },
    ]);
    expect(eventsOf(manifest)).toMatchObject([{ name: 'PowerChangeEvent', members: [{ name: 'power' }] }]);
  });

  it('has the default of a custom property from the style sheet', () => {
    expect(element.cssProperties).toEqual([
      {
        name: '--remote-view-glow',
        description: 'Colour of the light.',
        default: 'light-dark(#fff, rgb(0 0 0 / 0.5))',
      },
    ]);
  });

  it('names files as the package has them', () => {
    expect(manifest.modules[0]).toMatchObject({
      path: 'dist/src/remote-view.js',
      exports: expect.arrayContaining([expect.objectContaining({ name: 'RemoteView' })]),
    });
  });

  it('becomes a page with all of it', () => {
    const page = elementPage(manifest);
    expect(page).toContain('| `power` | `power` | `"on" \\| "off"` | `\'off\'` | Whether it shines. |');
    expect(page).toContain('### `ignite(after: Millis, colour?: string): Promise<boolean>`');
    expect(page).toContain('Turns it on. Returns whether it was off. Rejects with RemoteViewError `broken`.');
    for (const { name } of [...element.slots, ...element.cssParts, ...element.cssStates]) {
      expect(page).toContain(`| \`${name}\` |`);
    }
  });
});

describe('the check', () => {
  it('finds nothing where comments and code agree', () => {
    expect(problemsOf(SOURCES)).toEqual([]);
  });

  it.each([
    ['a member without a description', '/** Hours that it shone. */', '', 'The member `hours` has no description.'],
    [
      'an attribute that nobody described',
      / \* @attr \{number\}.*\n/u,
      '',
      'The attribute `max-watts` has no description.',
    ],
    [
      'an attribute that is none',
      '@slot',
      '@attr {string} shape - Of it.\n * @slot',
      '`@attr shape` is no attribute of the element.',
    ],
    [
      'an event without its comment',
      ' * @fires powerchange - It was switched.\n',
      '',
      'The event `powerchange` has no description.',
    ],
    [
      'an event that nobody makes',
      '@fires toggle',
      '@fires flicker',
      '`@fires flicker` is neither in the map of events nor made anywhere.',
    ],
    ['a part that was renamed', 'part="bulb"', 'part="globe"', 'The part `globe` is described nowhere.'],
    ['a part that went', 'part="bulb"', '', 'The part `bulb` is described and not there.'],
    ['a slot that went', '<slot name="shade"></slot>', '', 'The slot `shade` is described and not there.'],
    [
      'a new custom property',
      '<i ',
      '<i style="var(--remote-view-size)" ',
      'The custom property `--remote-view-size` is described nowhere.',
    ],
    ['a state that was renamed', "add('broken')", "add('dark')", 'The state `dark` is described nowhere.'],
    ['a method without a result', ': Promise<boolean> {', ' {', '`ignite()` has no type.'],
  ])('finds %s', (_what, old, changed, problem) => {
    const text = SAMPLE.replace(old, changed);
    expect(text).not.toBe(SAMPLE);
    expect(problemsOf({ ...SOURCES, 'src/remote-view.ts': text })).toContain(problem);
  });

  it('finds a type that pages are given and cannot name', () => {
    const problem = 'The type `PowerChangeEvent` is public, and src/index.ts does not export it.';
    expect(problemsOf({ ...SOURCES, 'src/index.ts': '' })).toEqual([problem]);
  });
});

describe('the manifest of <remote-view>', () => {
  const { manifest } = readManifest();

  it('has the attributes that the element observes, and no other', () => {
    expect(elementOf(manifest).attributes.map(({ name }) => name)).toEqual([...RemoteView.observedAttributes]);
  });

  it('has a field for each reactive property', () => {
    const fields = elementOf(manifest).members.map(({ name }) => name);
    expect(fields).toEqual(expect.arrayContaining([...runtimeProperties().keys()]));
  });

  it('names the tag', () => {
    expect(elementOf(manifest).tagName).toBe('remote-view');
  });
});
