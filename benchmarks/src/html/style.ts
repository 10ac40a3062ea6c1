/** How the report looks: light, dark, a phone, paper. */

/** By where the time goes: page and browser violet, network grey, waiting amber, scene and GPU green, encoder blue. */
const STAGE_COLOURS: ReadonlyMap<string, string> = new Map([
  ['page', '#7c5cc4'],
  ['network', '#7a828e'],
  ['wait', '#c27803'],
  ['render', '#1f8a5b'],
  ['gpu', '#12704a'],
  ['queue', '#95690f'],
  ['convert', '#2f7fb8'],
  ['encode', '#2463a8'],
  ['link', '#1b7f8c'],
  ['send', '#146873'],
  ['decode', '#a0459b'],
  ['present', '#7d3f98'],
]);
const MORE_COLOURS = ['#5b6abf', '#8a5a44', '#56703a', '#9c4a5a'];

/** As the stages: gateway violet, page blue, signaling amber, network grey, host green, browser magenta. */
const PHASE_COLOURS: ReadonlyMap<string, string> = new Map([
  ['session', '#7c5cc4'],
  ['description', '#2f7fb8'],
  ['offer', '#2463a8'],
  ['answer', '#c27803'],
  ['ice', '#7a828e'],
  ['dtls', '#4f5967'],
  ['received', '#1f8a5b'],
  ['decoded', '#a0459b'],
  ['presented', '#7d3f98'],
]);

/** Each process has a colour, and each of its threads a shade of it. */
const THREAD_COLOURS: Readonly<Record<string, readonly [main: string, worker: string, one: string, others: string]>> = {
  scene: ['#1f8a5b', '#2463a8', '#5a9c7c', '#8fb9a3'],
  stream: ['#1b7f8c', '#146873', '#4f9aa3', '#8cbcc2'],
  agent: ['#7c5cc4', '#7c5cc4', '#7c5cc4', '#7c5cc4'],
  gateway: ['#a0459b', '#a0459b', '#a0459b', '#a0459b'],
};

/** White text is readable on each. */
export function stageColour(name: string, index: number): string {
  return STAGE_COLOURS.get(name) ?? MORE_COLOURS[index % MORE_COLOURS.length]!;
}

export function phaseColour(name: string, index: number): string {
  return PHASE_COLOURS.get(name) ?? MORE_COLOURS[index % MORE_COLOURS.length]!;
}

/** In the scene process the worker is the encoder, which has the colour that encoding has everywhere. */
export function threadColour(role: string, thread: string): string {
  const [main, worker, one, others] = THREAD_COLOURS[role] ?? ['#8a94a6', '#8a94a6', '#8a94a6', '#8a94a6'];
  if (thread === 'MainThread') return main;
  if (thread === 'WorkerThread') return worker;
  return thread === 'others' ? others : one;
}

export function processColour(role: string): string {
  return `var(--process-${role})`;
}

/** From the lowest frame rate to the highest. */
export function rateColour(index: number): string {
  return ['var(--rate-low)', 'var(--rate-middle)', 'var(--rate-high)'][index] ?? 'var(--soft)';
}

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #171b22; --soft: #5a6472; --line: #d9dee6; --accent: #2463a8;
  --end-decoded: #76819a; --end-presented: #2b6cb8; --end-display: #c98a1b;
  --ours: #2b6cb8; --peer: #c2571a; --good: #1a7f4b; --must: #a86500; --bad: #c0362c;
  --process-scene: #1f8a5b; --process-stream: #12808f; --process-agent: #7c5cc4; --process-gateway: #a0459b;
  --rate-low: #b36f00; --rate-middle: #2b6cb8; --rate-high: #8b3fa0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1216; --card: #171b21; --ink: #e8ebf0; --soft: #9aa5b4; --line: #2c333d; --accent: #7db4ee;
    --end-decoded: #97a2b5; --end-presented: #62a3ea; --end-display: #e0ab4b;
    --ours: #62a3ea; --peer: #f0945a; --good: #4fc384; --must: #e3aa45; --bad: #f07a70;
    --process-scene: #4fc384; --process-stream: #4cc0cf; --process-agent: #a58ce6; --process-gateway: #d67fd1;
    --rate-low: #e3aa45; --rate-middle: #62a3ea; --rate-high: #c98bdc;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', 'Open Sans', Roboto, sans-serif;
}
main, .top { max-width: 1240px; margin: 0 auto; padding: 0 28px; }
.top { padding-top: 40px; }
h1 { font-size: 28px; letter-spacing: -0.02em; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 19px; letter-spacing: -0.01em; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 13px; font-weight: 600; color: var(--soft); margin: 0 0 8px; }
p { margin: 0 0 12px; max-width: 92ch; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 2px; }
.soft, .when, .note, figcaption, .machine { color: var(--soft); font-size: 13px; }
section, .overview {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 24px 28px; margin: 24px 0;
}
section > header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; justify-content: space-between; margin-bottom: 12px; }
.when { margin: 0; }
.method { margin-bottom: 16px; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 28px; }
.pair > div, figure { min-width: 0; }
figure { margin: 0 0 20px; }
figure svg { width: 100%; height: auto; overflow: visible; }
figcaption { margin-top: 6px; }
.pair h3 + .scroll { margin-top: -4px; }
.narrow { display: none; }
.keys { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 20px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.keys i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.scroll { overflow-x: auto; margin-bottom: 16px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 0 5px 16px; text-align: right; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child { padding-left: 0; text-align: left; }
thead th { color: var(--soft); font-size: 12.5px; }
tbody tr:last-child > * { border-bottom: 0; }
td:nth-child(2):last-child:not(.text) { white-space: normal; overflow-wrap: anywhere; }
.scores td, .scores th { padding-top: 8px; padding-bottom: 8px; vertical-align: baseline; }
.scores .text { text-align: left; white-space: normal; }
.scores th[scope='row'] { white-space: normal; }
.scores small { display: block; color: var(--soft); font-size: 12px; }
.scores td b { font-size: 15px; }
.verdict { white-space: nowrap; font-weight: 600; }
.verdict::before { content: ''; display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 7px; background: currentColor; }
.verdict.aim, .good { color: var(--good); }
.verdict.must { color: var(--ours); }
.verdict.missed, .warning { color: var(--bad); }
.verdict.unclear { color: var(--must); }
.verdict.none { color: var(--soft); font-weight: 400; }
.verdict.none::before, .verdict.unclear::before { background: none; box-shadow: inset 0 0 0 2px currentColor; }
.finding { font-size: 16.5px; font-weight: 600; line-height: 1.4; margin-bottom: 16px; }
.case { font-size: 16px; color: var(--ink); margin-top: 12px; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 8px 20px; }
.panels h3 { color: var(--ink); }
.machine { white-space: pre-line; overflow-wrap: anywhere; border-top: 1px solid var(--line); padding-top: 12px; margin: 16px 0 0; max-width: none; }
details > summary { cursor: pointer; color: var(--accent); margin-bottom: 12px; }
@media (max-width: 760px) {
  main, .top { padding-left: 14px; padding-right: 14px; }
  .top { padding-top: 24px; }
  h1 { font-size: 24px; }
  section, .overview { padding: 16px 14px; border-radius: 10px; margin: 16px 0; }
        .pair { grid-template-columns: minmax(0, 1fr); gap: 8px; }
  .wide { display: none; }
  .narrow { display: block; }
  th, td { padding-left: 10px; }
  th[scope='row'] { white-space: normal; overflow-wrap: anywhere; min-width: 92px; }
  .scores .extra, .overview th small { display: none; }
  .scores td b, .verdict { font-size: 13px; }
  .verdict::before { width: 8px; height: 8px; margin-right: 5px; }
  .overview .scores td:nth-child(2), .overview .scores th:nth-child(2) { display: none; }
  .finding { font-size: 15.5px; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #000;
    --end-decoded: #76819a; --end-presented: #2b6cb8; --end-display: #c98a1b;
    --ours: #2b6cb8; --peer: #c2571a; --good: #1a7f4b; --must: #a86500; --bad: #c0362c;
    --process-scene: #1f8a5b; --process-stream: #12808f; --process-agent: #7c5cc4; --process-gateway: #a0459b;
    --rate-low: #b36f00; --rate-middle: #2b6cb8; --rate-high: #8b3fa0;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; }
  .soft, .when, .note, figcaption, .machine, .keys, h3, thead th { font-size: 10px; }
    h2 { font-size: 15px; }
  main, .top { max-width: none; padding: 0; }
  section, .overview { border: 0; padding: 0; border-radius: 0; }
  section { break-before: page; }
  figure, tr,   .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; }
  .panels { grid-template-columns: repeat(3, 1fr); }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 10px; }
  th, td { padding: 2px 0 2px 8px; white-space: normal; }
}
`;
