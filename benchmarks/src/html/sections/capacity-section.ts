/** A capacity result: where a machine holds no more sessions, and what a session and a viewer cost. */
import type { CapacityCaseResult, CapacityResult, Step } from '../../capacity/result.ts';
import { coresOf, cpuPerFrame, scaleTo10Mbit, viewerLine } from '../../capacity/figures.ts';
import { cellName } from '../../latency/matrix-report.ts';
import { memoryGoal } from '../goals.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { lines } from '../plots/lines.ts';
import { goalRules } from './goal-rules.ts';
import { sessionCpu } from './session-cpu.ts';

/** As the suite judges. */
const ENOUGH_FRAMES = 0.95;
const LATENCY_GROWTH = 2;

const STOPS: Readonly<Record<CapacityCaseResult['limit'], string>> = {
  frames: 'makes fewer than 95 % of the frames',
  latency: 'doubles the latency',
  refused: 'gets no picture',
  asked: 'was not tried',
};

export function capacityBody({ cases }: CapacityResult): Markup {
  return html`${cases.map(
    (one) => html`${cases.length === 1 ? '' : html`<h3 class="case">${cellName(one)}</h3>`}${caseBody(one)}`,
  )}`;
}

function caseBody(one: CapacityCaseResult): Markup {
  const { hostFps, held, limit, perCore, steps, viewers } = one;
  return html`<p class="finding">
      ${held} ${held === 1 ? 'session holds' : 'sessions hold'}; one more ${STOPS[limit]}. A core pays for
      ${perCore.toFixed(1)} sessions with the frames that they made, for
      ${(1_000 / cpuPerFrame(one) / hostFps).toFixed(1)} if they made ${hostFps} a second: a frame takes
      ${cpuPerFrame(one).toFixed(1)} ms of CPU.
    </p>
    <div class="pair">${frames(one)}${latency(one)}</div>
    ${sessionCpu(steps)}
    <div class="pair">${memory(one)}${fanOut(viewers)}</div>
    ${stepTable([...steps, ...viewers.slice(1)], hostFps)}`;
}

function frames(one: CapacityCaseResult): Markup {
  const { steps, hostFps, held, limit } = one;
  const slowest = steps.map((step) => ({ x: step.sessions, y: Math.min(...step.framesPerSecond) }));
  const each = steps.flatMap((step) => step.framesPerSecond.map((y) => ({ x: step.sessions, y })));
  return lines(
    [
      { name: '', colour: 'var(--end-decoded)', points: each, style: 'dots' },
      { name: 'slowest', colour: 'var(--ours)', points: slowest, style: 'line-and-dots' },
    ],
    {
      title:
        limit === 'frames'
          ? `Frames a second: with ${held + 1} sessions the slowest makes too few`
          : 'Frames a second: every session makes enough',
      caption: 'A dot is a session. Inputs make extra frames, so rates lie above the host’s own.',
      ...{ width: 'half', x: { label: 'sessions', whole: true }, y: { label: 'frames/s' } },
      rules: [
        {
          at: hostFps * ENOUGH_FRAMES,
          name: `95 % of ${hostFps}: fewer is too few`,
          colour: 'var(--must)',
        },
      ],
      ...(limit === 'frames' ? stopAt(one) : {}),
    },
  );
}

function latency(one: CapacityCaseResult): Markup {
  const { steps, held, limit } = one;
  const points = (key: 'p50' | 'p95') =>
    steps.flatMap((step) => (step.latency === undefined ? [] : [{ x: step.sessions, y: step.latency[key] }]));
  const first = steps[0]?.latency?.p95;
  if (first === undefined) return html`<p class="note">No input was answered, so there is no latency.</p>`;
  return lines(
    [
      { name: 'p95', colour: 'var(--ours)', points: points('p95'), style: 'line-and-dots' },
      { name: 'p50', colour: 'var(--end-decoded)', points: points('p50'), style: 'line-and-dots' },
    ],
    {
      title:
        limit === 'latency'
          ? `Input → frame received: with ${held + 1} sessions the p95 has doubled`
          : 'Input → frame received',
      caption: 'Of all sessions together, at light receivers: nothing is decoded or presented.',
      ...{ width: 'half', x: { label: 'sessions', whole: true }, y: { label: 'ms' } },
      rules: [{ at: first * LATENCY_GROWTH, name: 'twice the p95 of one session', colour: 'var(--must)' }],
      ...(limit === 'latency' ? stopAt(one) : {}),
    },
  );
}

/** The step that was too many is the last. */
function stopAt({ steps, limit }: CapacityCaseResult) {
  const last = steps.at(-1)!;
  return { stop: { x: last.sessions, name: `one too many: it ${STOPS[limit]}` } };
}

function memory(one: CapacityCaseResult): Markup {
  const goal = memoryGoal(one);
  const perSession = (key: 'residentBytes' | 'proportionalBytes') =>
    one.steps.map(({ usage, sessions }) => ({
      x: sessions,
      y:
        usage
          .filter(({ role }) => role === 'scene' || role === 'stream')
          .reduce((total, found) => total + found[key], 0) /
        sessions /
        1e6,
    }));
  return lines(
    [
      { name: 'resident', colour: 'var(--ours)', points: perSession('residentBytes'), style: 'line-and-dots' },
      {
        name: 'own share',
        colour: 'var(--end-decoded)',
        points: perSession('proportionalBytes'),
        style: 'line-and-dots',
      },
    ],
    {
      title: `A session takes ${(one.session.residentBytes / 1e6).toFixed(0)} MB of memory`,
      caption:
        'Scene and stream process together. Own share: memory that processes have in common counts only in part.',
      ...{ width: 'half', x: { label: 'sessions', whole: true }, y: { label: 'MB a session' } },
      rules: goal === undefined ? [] : goalRules(goal, 'MB'),
    },
  );
}

function fanOut(viewers: readonly Step[]): Markup {
  if (viewers.length < 2) return html``;
  const points = viewers.map((step) => ({ x: step.viewers, y: coresOf(step, 'stream') * 100 }));
  const line = viewerLine(viewers);
  const ends = line === undefined ? [] : [points[0]!, points.at(-1)!];
  const fitted = ends.map(({ x }) => ({ x, y: 100 * (line!.intercept + line!.slope * x) }));
  const cost =
    line === undefined
      ? 'What one more viewer costs'
      : `One more viewer costs ${(line.slope * 100).toFixed(2)} ± ${(line.standardError * 200).toFixed(2)} % of a core`;
  const scaled =
    line === undefined
      ? ''
      : ` At 10 Mbit/s that would be ${(line.slope * scaleTo10Mbit(viewers) * 100).toFixed(1)} %.`;
  return lines(
    [
      { name: '', colour: 'var(--process-stream)', points, style: 'dots' },
      { name: line === undefined ? '' : 'fitted', colour: 'var(--process-stream)', points: fitted, style: 'dashed' },
    ],
    {
      title: cost,
      caption: `CPU of the stream process; the line is fitted by least squares, ± two standard errors.${scaled}`,
      ...{ width: 'half', x: { label: 'viewers of one session', whole: true }, y: { label: '% of a core' } },
    },
  );
}

function stepTable(steps: readonly Step[], hostFps: number): Markup {
  const roles = ['scene', 'stream', 'agent', 'gateway', 'receivers'] as const;
  return html`<details>
    <summary>All steps</summary>
    ${htmlTable(
      ['sessions × viewers', 'picture', `slowest, of ${hostFps}`, 'p50 ms', 'p95 ms', 'Mbit/s', ...roles],
      steps.map((step) => [
        `${step.sessions} × ${step.viewers / step.sessions}`,
        [...new Set(step.sizes)].join(' '),
        Math.min(...step.framesPerSecond).toFixed(1),
        step.latency?.p50.toFixed(1) ?? '–',
        step.latency?.p95.toFixed(1) ?? '–',
        (step.bitrates.reduce((sum, bitrate) => sum + bitrate, 0) / step.bitrates.length / 1e6).toFixed(2),
        ...roles.map((role) => coresOf(step, role).toFixed(2)),
      ]),
    )}
    <p class="note">Processes in cores, all of a kind together.</p>
  </details>`;
}
