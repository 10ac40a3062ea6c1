/**
 * The picture of a card. Our own scenes have one in `art/`; any other gets a pattern of its own, drawn from its name, so
 * that a list of scenes somebody just wrote does not look like a list of gaps.
 */
import { element } from './elements.js';

const SVG = 'http://www.w3.org/2000/svg';
const PICTURES = new Set(['atlas', 'configurator', 'game', 'model', 'points', 'walk']);

export function cardArt(/** @type {string} */ name) {
  const frame = element('div', { class: 'art' });
  if (PICTURES.has(name)) frame.append(element('img', { src: `art/${name}.jpg`, alt: '', loading: 'lazy' }));
  else frame.append(pattern(name));
  return frame;
}

/** Orbits around a point, their number, tilt and colour decided by the name. */
function pattern(/** @type {string} */ name) {
  const random = seeded(name);
  const hue = Math.floor(random() * 360);
  const drawing = svg('svg', { viewBox: '0 0 320 200', preserveAspectRatio: 'xMidYMid slice', 'aria-hidden': 'true' });
  drawing.append(svg('rect', { width: '320', height: '200', fill: `hsl(${hue} 24% 12%)` }));
  const rings = 5 + Math.floor(random() * 5);
  for (let index = 0; index < rings; index++) {
    const radius = 22 + index * 17;
    drawing.append(
      svg('ellipse', {
        cx: '160',
        cy: '104',
        rx: `${radius * 1.5}`,
        ry: `${radius * (0.35 + random() * 0.25)}`,
        transform: `rotate(${random() * 40 - 20} 160 104)`,
        fill: 'none',
        stroke: `hsl(${hue + index * 9} 60% ${68 - index * 4}%)`,
        'stroke-width': '1.1',
        'stroke-opacity': `${0.85 - index * 0.06}`,
      }),
    );
  }
  drawing.append(svg('circle', { cx: '160', cy: '104', r: '9', fill: `hsl(${hue} 80% 76%)` }));
  return drawing;
}

function svg(/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Numbers in 0..1 that are always the same for the same name (mulberry32). */
function seeded(/** @type {string} */ name) {
  let state = [...name].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261,
  );
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
