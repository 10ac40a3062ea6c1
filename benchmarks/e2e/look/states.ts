/** Every state that a user can see of the element, and the way there. */
import type { HostData } from '@remote-view/protocol';
import type { LookPage } from './look-page.ts';
import type { Part } from './scripted-gateway.ts';

export interface LookState {
  readonly name: string;
  readonly part: Part | '';
  /** Only where there is little room. */
  readonly narrow?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
  reach(look: LookPage): Promise<void>;
}

const FILES: HostData = { type: 'files', maxBytes: 8_388_608, multiple: false, accept: ['.glb', '.gltf', '.stl'] };
const CAPTION: HostData = {
  type: 'caption',
  text: 'The door falls shut behind you.\n[Footsteps on gravel, coming closer]',
  lang: 'en',
  seconds: 0,
};
const FAULT = `Cannot read properties of undefined (reading 'position') (scene.ts:42:17)

  40 |   update({ time }) {
  41 |     const orbit = Math.sin(time) * 4;
> 42 |     lights.spot.position.x = orbit;
     |                 ^
  43 |   },

The next save tries again.`;

async function live(look: LookPage): Promise<void> {
  await look.state('live');
}

async function dragged(look: LookPage, type: string): Promise<void> {
  await look.page.evaluate((name) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'a'));
    dataTransfer.items.add(new File(['y'], 'b'));
    document
      .querySelector('remote-view')!
      .dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
  }, type);
}

/** The pointer rests on the picture. */
async function stir(look: LookPage): Promise<void> {
  await look.shows('.bar-of-controls');
  await look.page.mouse.move(150, 60);
  await look.page.mouse.move(152, 62);
  await look.shows('.controls:not(.away)');
}

export const STATES: readonly LookState[] = [
  { name: 'away', part: '', attributes: { controls: '' }, reach: (look) => look.shows('.bar-of-controls') },
  { name: 'loading', part: 'silent', reach: (look) => look.shows('.loading .text') },
  { name: 'failed', part: 'unknown', reach: (look) => look.shows('.panel') },
  {
    name: 'poster',
    part: 'silent',
    reach: async (look) => {
      await look.shows('.loading .text');
      await look.page.evaluate(() => {
        const poster = document.createElement('div');
        poster.slot = 'poster';
        poster.style.background = 'linear-gradient(100deg, white 50%, black 50%)';
        document.querySelector('remote-view')!.append(poster);
      });
    },
  },
  { name: 'queued', part: 'queued', reach: (look) => look.shows('slot[name=queue]') },
  {
    name: 'afk',
    part: 'live',
    attributes: { controls: '' },
    reach: async (look) => {
      await live(look);
      await look.say({ type: 'afk', endsInSeconds: 3_600 });
      await look.shows('.afk');
    },
  },
  {
    name: 'looking-on',
    part: 'live',
    reach: async (look) => {
      await live(look);
      await look.say({ type: 'control', state: 'none', requests: 1, refused: false });
      await look.shows('.control-chip');
    },
  },
  {
    name: 'stats',
    part: 'live',
    attributes: { controls: '', stats: '' },
    reach: async (look) => {
      await live(look);
      await look.shows('.stats');
    },
  },
  {
    name: 'reconnecting',
    part: 'once',
    reach: async (look) => {
      await live(look);
      await look.cut();
      // It waits a moment, and says why; then it tries.
      await look.shows('.pill:not(:has(.detail))');
    },
  },
  {
    name: 'restarting',
    part: 'live',
    reach: async (look) => {
      await live(look);
      await look.say({ type: 'scene', state: 'restarting', code: 'scene-crashed', text: 'The scene process ended.' });
      await look.shows('.pill');
    },
  },
  {
    name: 'fault',
    part: 'live',
    reach: async (look) => {
      await live(look);
      await look.say({ type: 'scene', state: 'restarting', code: 'scene-update-failed', text: FAULT });
      await look.shows('.report');
    },
  },
  {
    name: 'toolbar',
    part: 'live',
    attributes: { controls: '' },
    reach: async (look) => {
      await live(look);
      await stir(look);
    },
  },
  {
    name: 'quality-menu',
    part: 'live',
    attributes: { controls: '', 'max-bitrate': '4000' },
    reach: async (look) => {
      await live(look);
      await stir(look);
      await look.click('[data-control=quality]');
      await look.shows('.menu');
    },
  },
  {
    name: 'more-menu',
    part: 'live',
    attributes: { controls: '' },
    narrow: true,
    reach: async (look) => {
      await live(look);
      await look.say(CAPTION);
      await look.shows('.caption:not(:empty)');
      await stir(look);
      await look.click('[data-control=more]');
      await look.shows('.menu');
    },
  },
  {
    name: 'captions',
    part: 'live',
    attributes: { controls: '' },
    reach: async (look) => {
      await live(look);
      await look.say(CAPTION);
      await look.shows('.caption:not(:empty)');
      await stir(look);
    },
  },
  {
    name: 'drop',
    part: 'live',
    reach: async (look) => {
      await live(look);
      await look.say(FILES);
      await look.page.waitForFunction(
        () => (document.querySelector('remote-view') as unknown as { acceptedFiles: unknown }).acceptedFiles !== null,
      );
      await dragged(look, 'dragenter');
      await look.shows('.cover.drop');
    },
  },
  {
    name: 'file-refused',
    part: 'live',
    reach: async (look) => {
      await live(look);
      await look.say(FILES);
      await look.page.waitForFunction(
        () => (document.querySelector('remote-view') as unknown as { acceptedFiles: unknown }).acceptedFiles !== null,
      );
      await dragged(look, 'drop');
      await look.shows('.file-note');
    },
  },
];
