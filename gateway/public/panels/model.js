/** Opens files, says what is in them, and how they are drawn. */
import { element } from '../elements.js';
import { choice } from './choice.js';
import { toggle } from './toggle.js';

const count = new Intl.NumberFormat('en');
const length = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/**
 * @typedef {object} State
 * @property {'state'} type
 * @property {string} name
 * @property {string} shading
 * @property {readonly string[]} shadings
 * @property {boolean} grid
 * @property {boolean} bounds
 * @property {boolean} turntable
 * @property {boolean} animation
 * @property {readonly string[]} problems what could not be read of the file
 * @property {{ meshes: number, triangles: number, materials: number, textures: number, animations: number, size: readonly number[] }} facts
 */

/**
 * @param {(message: import('@remote-view/protocol').PlainValue) => void} send
 * @param {import('@remote-view/viewer').RemoteView} view
 */
export function modelPanel(send, view) {
  const picker = /** @type {HTMLInputElement} */ (
    element('input', { type: 'file', accept: '.glb,.gltf', 'aria-label': 'Open a model', hidden: '' })
  );
  const open = element('button', { type: 'button', class: 'button primary' }, 'Open a file…');
  open.addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    // What goes wrong is told by `fileprogress`, as for a file that is dropped.
    for (const file of picker.files ?? []) view.sendFile(file).catch(() => undefined);
    picker.value = '';
  });
  const example = element('button', { type: 'button', class: 'button' }, 'Example');
  example.addEventListener('click', () => send({ type: 'example' }));
  const fit = element('button', { type: 'button', class: 'button' }, 'Fit');
  fit.addEventListener('click', () => send({ type: 'fit' }));

  const name = element('h2', { class: 'file-name' }, '–');
  const facts = element('dl');
  const complaint = element('p', { class: 'complaint', role: 'status' });
  complaint.hidden = true;
  const complain = (/** @type {string} */ text) => {
    complaint.textContent = text;
    complaint.hidden = text === '';
  };
  view.addEventListener('fileprogress', ({ file, state, error }) => {
    if (state === 'refused') complain(`${file.name}: ${error?.message ?? ''}`);
  });

  /** @type {ReturnType<typeof choice> | undefined} */
  let shading;
  const shadings = element('div');
  const switches = {
    grid: toggle('Grid', (on) => send({ type: 'switch', name: 'grid', on })),
    bounds: toggle('Bounds', (on) => send({ type: 'switch', name: 'bounds', on })),
    turntable: toggle('Turntable', (on) => send({ type: 'switch', name: 'turntable', on })),
    animation: toggle('Animation', (on) => send({ type: 'switch', name: 'animation', on })),
  };
  const content = element(
    'section',
    { class: 'panel', 'aria-label': 'Model' },
    element('div', { class: 'buttons' }, open, fit, example, picker),
    complaint,
    element('div', { class: 'facts' }, name, facts),
    shadings,
    element('div', { class: 'switches' }, ...Object.values(switches).map((each) => each.content)),
  );

  return {
    content,
    receive(/** @type {State | { readonly type: 'error' }} */ message) {
      if (message.type !== 'state') return;
      if (shading === undefined) {
        shading = choice('Draw as', message.shadings, (value) => send({ type: 'shading', name: value }));
        shadings.replaceChildren(shading.content);
      }
      shading.show(message.shading);
      for (const [key, each] of Object.entries(switches)) each.show(message[/** @type {'grid'} */ (key)]);
      switches.animation.enable(message.facts.animations > 0);
      if (name.textContent !== message.name) complain('');
      if (message.problems.length > 0) complain(message.problems.join(' '));
      name.textContent = message.name;
      const { size, ...numbers } = message.facts;
      const rows = Object.entries(numbers).map(([key, value]) => [key, count.format(value)]);
      rows.push(['size', `${size.map((side) => length.format(side)).join(' × ')} m`]);
      facts.replaceChildren(
        ...rows.flatMap(([key, value]) => [element('dt', {}, key ?? ''), element('dd', {}, value ?? '')]),
      );
    },
  };
}
