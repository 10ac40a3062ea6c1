/** A soak: latency and memory over time with the lines that were fitted to them, and everything that went wrong. */
import { ENOUGH_POINTS, type Drift } from '../../soak/drift.ts';
import { ROLES } from '../../soak/processes.ts';
import type { SoakResult } from '../../soak/result.ts';
import { html, type Markup } from '../markup.ts';
import { columns } from '../plots/columns.ts';
import { lines, type LineSeries, type Point } from '../plots/lines.ts';
import { processColour } from '../style.ts';

export function soakBody(result: SoakResult): Markup {
  const { settings } = result;
  return html`<p class="finding">${finding(result)}</p>
    <div class="pair">${latency(result)}${memory(result)}</div>
    ${interruptions(result)}
    <p class="note">
      Growth is the slope of a straight line through the windows, ± two standard errors. Windows at the start that do
      not count: ${settings.settling}.
    </p>`;
}

function finding({ windows, settings, drift }: SoakResult): string {
  const sum = (key: 'lost' | 'freezes' | 'missed'): number => windows.reduce((total, window) => total + window[key], 0);
  const quiet = `${sum('lost')} frames lost, ${sum('freezes')} freezes and ${sum('missed')} inputs missed in ${settings.minutes} min`;
  const judged = [drift.p50, drift.p95, ...Object.values(drift.memory)].filter((one) => one !== undefined);
  const grows = judged.filter(({ verdict }) => verdict === 'grows').length;
  const unclear = judged.filter(({ verdict }) => verdict === 'unclear').length;
  if (windows.length - settings.settling < ENOUGH_POINTS)
    return `${quiet}. Too short to say whether anything grows: that takes ${ENOUGH_POINTS} windows behind the settling.`;
  if (grows > 0) return `${quiet}; ${grows} of ${judged.length} numbers grow by more than they may.`;
  return unclear === 0
    ? `${quiet}; latency and memory are steady.`
    : `${quiet}; nothing grows for certain, for ${unclear} of ${judged.length} numbers it is unclear.`;
}

function latency({ windows, settings, drift }: SoakResult): Markup {
  const colours = { p50: 'var(--end-decoded)', p95: 'var(--ours)' } as const;
  const series = (['p95', 'p50'] as const).flatMap((end): LineSeries[] => {
    const points = windows.flatMap(({ from, [end]: y }) => (y === null ? [] : [{ x: from / 60, y }]));
    return [
      { name: end, colour: colours[end], points, style: 'line' },
      ...drifting(drift[end], points, settings, colours[end]),
    ];
  });
  return lines(series, {
    title: drift.p50 === undefined ? 'Input → presented' : `Input → presented: p50 ${growth(drift.p50, 'ms')}`,
    caption: `Windows of ${settings.windowSeconds} s; dotted: the line that was fitted.`,
    ...{ width: 'half', x: { label: 'minutes' }, y: { label: 'ms' } },
  });
}

function memory({ memory: samples, settings, drift }: SoakResult): Markup {
  const series = ROLES.flatMap((role): LineSeries[] => {
    const points = samples.flatMap(({ at, memory: { [role]: y } }) => (y === undefined ? [] : [{ x: at / 60, y }]));
    if (points.length === 0) return [];
    const colour = processColour(role);
    return [{ name: role, colour, points, style: 'line' }, ...drifting(drift.memory[role], points, settings, colour)];
  });
  if (series.length === 0)
    return html`<p class="note">This system does not tell how much memory its processes have.</p>`;
  const { scene } = drift.memory;
  return lines(series, {
    title: scene === undefined ? 'Resident memory' : `Resident memory: the scene process ${growth(scene, 'MB')}`,
    caption: 'Of each process; dotted: the line that was fitted.',
    ...{ width: 'half', x: { label: 'minutes' }, y: { label: 'MB' } },
  });
}

/** A least-squares line passes through the mean of what it was fitted to. */
function drifting(
  drift: Drift | undefined,
  points: readonly Point[],
  { settling, windowSeconds }: SoakResult['settings'],
  colour: string,
): LineSeries[] {
  const settled = points.filter(({ x }) => x >= (settling * windowSeconds) / 60);
  if (drift === undefined || settled.length === 0) return [];
  const mean = (key: 'x' | 'y'): number => settled.reduce((sum, point) => sum + point[key], 0) / settled.length;
  const [x, y] = [mean('x'), mean('y')];
  const ends = [settled[0]!, settled.at(-1)!].map((point) => ({
    x: point.x,
    y: y + (drift.slope / 60) * (point.x - x),
  }));
  return [{ name: '', colour, points: ends.filter((point) => point.y >= 0), style: 'dashed' }];
}

const VERDICTS = { steady: 'is steady', grows: 'grows', unclear: 'has no clear trend' } as const;

function growth({ slope, standardError, verdict }: Drift, unit: string): string {
  if (verdict === 'unclear') return VERDICTS.unclear;
  return `${VERDICTS[verdict]}, ${signed(slope)} ± ${(2 * standardError).toFixed(2)} ${unit} an hour`;
}

function interruptions({ windows, settings }: SoakResult): Markup {
  const draw = (key: 'lost' | 'freezes', what: string, colour: string): Markup => {
    const total = windows.reduce((sum, window) => sum + window[key], 0);
    if (total === 0) return html`<p class="good">No ${what} in ${windows.length} windows.</p>`;
    const data = windows.map((window) => ({
      from: window.from / 60,
      to: (window.from + settings.windowSeconds) / 60,
      count: window[key],
    }));
    return columns(data, {
      title: `${total} ${what}`,
      caption: `In each window of ${settings.windowSeconds} s.`,
      ...{ width: 'half', colour, x: 'minutes' },
    });
  };
  return html`<div class="pair">
    ${draw('lost', 'lost frames', 'var(--bad)')}${draw('freezes', 'freezes', 'var(--must)')}
  </div>`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
