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

/** White text is readable on each. */
export function stageColour(name: string, index: number): string {
  return STAGE_COLOURS.get(name) ?? MORE_COLOURS[index % MORE_COLOURS.length]!;
}

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #171b22; --soft: #5a6472; --line: #d9dee6; --accent: #2463a8;
  --end-decoded: #8a94a6; --end-presented: #2b6cb8; --end-display: #c98a1b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1216; --card: #171b21; --ink: #e8ebf0; --soft: #9aa5b4; --line: #2c333d; --accent: #7db4ee;
    --end-decoded: #8994a7; --end-presented: #62a3ea; --end-display: #e0ab4b;
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
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 24px 0 0; padding: 0; list-style: none; }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px; }
.cards b { display: block; font-size: 26px; line-height: 1.25; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.cards small { font-size: 14px; font-weight: 500; color: var(--soft); letter-spacing: 0; }
.cards span { color: var(--soft); font-size: 13px; }
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
td:nth-child(2):last-child { white-space: normal; overflow-wrap: anywhere; }
.overview td:nth-child(2) { text-align: left; }
.overview thead th:nth-child(2) { text-align: left; }
.machine { white-space: pre-line; overflow-wrap: anywhere; border-top: 1px solid var(--line); padding-top: 12px; margin: 16px 0 0; max-width: none; }
details > summary { cursor: pointer; color: var(--accent); margin-bottom: 12px; }
@media (max-width: 760px) {
  main, .top { padding-left: 14px; padding-right: 14px; }
  .top { padding-top: 24px; }
  h1 { font-size: 24px; }
  section, .overview { padding: 16px 14px; border-radius: 10px; margin: 16px 0; }
  .cards { grid-template-columns: repeat(2, 1fr); }
  .cards li { padding: 10px 12px; }
  .cards b { font-size: 22px; }
  .pair { grid-template-columns: minmax(0, 1fr); gap: 8px; }
  .wide { display: none; }
  .narrow { display: block; }
  th, td { padding-left: 10px; }
  th[scope='row'] { white-space: normal; overflow-wrap: anywhere; min-width: 92px; }
  .overview td:nth-child(2), .overview th:nth-child(2) { display: none; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #000;
    --end-decoded: #8a94a6; --end-presented: #2b6cb8; --end-display: #c98a1b;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; }
  .soft, .when, .note, figcaption, .machine, .keys, h3, thead th { font-size: 10px; }
  .cards { grid-template-columns: repeat(4, 1fr); }
  h2 { font-size: 15px; }
  main, .top { max-width: none; padding: 0; }
  section, .overview { border: 0; padding: 0; border-radius: 0; }
  section { break-before: page; }
  figure, tr, .cards li { break-inside: avoid; }
  .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 10px; }
  th, td { padding: 2px 0 2px 8px; white-space: normal; }
}
`;
