/** CPU of a session by process and thread: where the cost is, and whether it stays the same with more sessions. */
import type { Step } from '../../capacity/result.ts';
import { html, type Markup } from '../markup.ts';
import { keys } from '../plots/figure.ts';
import { stackedBars } from '../plots/stacked-bars.ts';
import { threadColour } from '../style.ts';

interface ThreadCost {
  /** `scene · MainThread` */
  readonly name: string;
  readonly role: string;
  /** % of a core. */
  readonly value: number;
}

/** % of a core, of a session. Smaller threads of a process count together. */
const WORTH_SHOWING = 1;
/** The viewers' machine is not the host. */
const HOST_ROLES: readonly string[] = ['scene', 'stream', 'agent', 'gateway'];

export function sessionCpu(steps: readonly Step[]): Markup {
  const costs = steps.map((step) => ({ step, threads: threadsOf(step) }));
  // A thread that is large in one step stands by itself in all, so that its colour is the same thing everywhere.
  const large = new Set(
    costs.flatMap(({ threads }) => threads.filter(({ value }) => value >= WORTH_SHOWING).map(({ name }) => name)),
  );
  const nameOf = ({ name, role }: ThreadCost): string => (large.has(name) ? name : `${role} · others`);
  const names = HOST_ROLES.flatMap((role) => {
    const own = costs.flatMap(({ threads }) => threads.filter((thread) => thread.role === role).map(nameOf));
    return [...new Set(own)].sort((a, b) => Number(a.endsWith('others')) - Number(b.endsWith('others')));
  });
  const bars = costs.map(({ step, threads }) => ({
    name: `${step.sessions} ${step.sessions === 1 ? 'session' : 'sessions'}`,
    parts: names.map((name) => ({
      name,
      colour: colourOf(name),
      value: threads.filter((thread) => nameOf(thread) === name).reduce((sum, { value }) => sum + value, 0),
    })),
  }));
  const largest = costs.at(-1)?.threads.toSorted((a, b) => b.value - a.value)[0];
  return html`${stackedBars(bars, {
    title: largest === undefined ? 'CPU of a session' : `CPU of a session: ${largest.name} takes the most of it`,
    caption:
      'By process and thread. WorkerThread of the scene process is the encoder’s; its MainThread runs the scene.',
    ...{ unit: '% of a core, each session', width: 'full' },
  })}${keys(names.map((name) => ({ name, colour: colourOf(name) })))}`;
}

function colourOf(name: string): string {
  const [role = '', thread = ''] = name.split(' · ');
  return threadColour(role, thread);
}

function threadsOf({ usage, sessions }: Step): ThreadCost[] {
  return usage
    .filter(({ role }) => HOST_ROLES.includes(role))
    .flatMap(({ role, threads }) =>
      Object.entries(threads).map(([thread, cores]) => ({
        name: `${role} · ${thread}`,
        role,
        value: (cores / sessions) * 100,
      })),
    );
}
