/**
 * A plot as it stands in the page: SVG that Observable Plot draws here, not in the browser, on a document that linkedom
 * provides, so that the page needs no script and prints as it is. Colours are CSS variables: one drawing serves light and dark.
 * Text in an SVG shrinks with it, so a phone gets a drawing of its own.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, Markup } from '../markup.ts';

export interface FigureText {
  /** What there is to see. */
  readonly title: string;
  /** How to read it; may be empty. */
  readonly caption: string;
}

/** Pixels of the drawing for a screen; that for a phone is the same everywhere. */
export type FigureWidth = keyof typeof WIDTHS;
const WIDTHS = { full: 1_140, half: 560, quarter: 270 } as const;
const NARROW = 340;

/** A line across a plot that means something, as a goal. */
export interface Rule {
  readonly at: number;
  readonly name: string;
  /** Of CSS. */
  readonly colour: string;
}

export function figure(
  { title, caption }: FigureText,
  width: FigureWidth,
  options: (width: number) => Plot.PlotOptions,
): Markup {
  const draw = (name: string, pixels: number): Markup => {
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    const svg = Plot.plot({ ...options(pixels), document, ariaLabel: title });
    return html`<div class="${name}">${new Markup(svg.outerHTML)}</div>`;
  };
  return html`<figure>
    <h3>${title}</h3>
    ${draw('wide', WIDTHS[width])}${draw('narrow', NARROW)}
    ${caption === '' ? '' : html`<figcaption>${caption}</figcaption>`}
  </figure>`;
}

/** Pixels of a letter, about. */
export const LETTER = 6.6;

/** What all plots share. */
export function frame(width: number, height: number): Plot.PlotOptions {
  return { width, height, marginBottom: 38, marginTop: 22, marginRight: 14, style: { fontSize: '12px' } };
}

/** An axis whose name stands in its middle. */
export function axis(label: string): Plot.ScaleOptions {
  return { label, labelAnchor: 'center', labelArrow: 'none' };
}

/** Text that stays readable over lines. */
export const ON_LINES = { stroke: 'var(--card)', strokeWidth: 4, paintOrder: 'stroke' } as const;

/** Colours and their names. */
export function keys(entries: readonly { readonly name: string; readonly colour: string }[]): Markup {
  return html`<ul class="keys">
    ${entries.map(({ name, colour }) => html`<li><i style="background:${colour}"></i>${name}</li>`)}
  </ul>`;
}
