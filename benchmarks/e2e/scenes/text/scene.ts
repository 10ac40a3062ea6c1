/** Tells the page every event of text and clipboard that it gets, and does with both what the page says. */
import { defineScene, type PlainValue } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

const TYPES = [
  ...['keydown', 'keyup', 'beforeinput', 'input', 'compositionstart', 'compositionupdate', 'compositionend'],
  ...['paste', 'copy', 'cut'],
];

export default defineScene({
  setup({ renderer, canvas, send, onMessage, text, clipboard }) {
    const scene = new Scene();
    scene.background = new Color('#204060');
    const camera = new PerspectiveCamera();
    let value = '';
    let selected: string | undefined;

    for (const type of TYPES) {
      canvas.addEventListener(type, (event) => {
        const { key, inputType, data } = event as KeyboardEvent & InputEvent;
        const words = [type, key ?? inputType, data].filter((word) => typeof word === 'string' && word !== '');
        send({ event: words.join(' ') });
      });
    }
    canvas.addEventListener('paste', (event) => {
      event.preventDefault();
      send({ pasted: event.clipboardData?.getData('text/plain').slice(0, 100) ?? null });
    });
    canvas.addEventListener('copy', (event) => {
      if (selected === undefined) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', selected);
    });
    text.onText(({ caret, before, after, text: typed, composition }) => {
      const characters = [...value];
      // The page's tests type at the end.
      value = characters.slice(0, characters.length - before).join('') + typed;
      send({ value, composition, caret, after });
    });
    const told = (what: string, promise: Promise<string | void>): void => {
      promise.then(
        (result) => send({ [what]: result ?? 'done' }),
        (error: Error) => send({ [what]: `${error.name}: ${error.message}` }),
      );
    };
    onMessage((payload) => {
      const wish = payload as { readonly [name: string]: PlainValue };
      if (typeof wish['request'] === 'string') text.request({ value: (value = wish['request']) });
      if ('end' in wish) text.end();
      if ('field' in wish) {
        const field = document.createElement('input');
        field.addEventListener('input', () => send({ fieldValue: field.value }));
        field.focus();
      }
      if (typeof wish['select'] === 'string') selected = wish['select'];
      if (typeof wish['write'] === 'string') told('written', navigator.clipboard.writeText(wish['write']));
      if ('read' in wish) told('read', clipboard.readText());
      send({ did: Object.keys(wish)[0] ?? '' });
    });
    return {
      update() {
        renderer.render(scene, camera);
      },
    };
  },
});
