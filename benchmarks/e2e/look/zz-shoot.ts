import { launchChromium } from '../../src/harness/chromium.ts';
import { startScriptedGateway } from './scripted-gateway.ts';
import { LookPage } from './look-page.ts';
import { STATES } from './states.ts';
import { writeFileSync, mkdirSync } from 'node:fs';
const shots: string[] = [];
const [sizes='1280x720', schemes='dark,light', only='', lang='en', dir='ltr'] = process.argv.slice(2);
mkdirSync('/tmp/tb/shots', { recursive: true });
const gw = await startScriptedGateway();
const b = await launchChromium();
const look = await LookPage.open(b.browser, gw.url);
look.page.on('pageerror', (e) => console.log('ERR', String(e))); look.page.on('console', (m) => m.type()==='error' && console.log('console', m.text()));
if (process.env['FORCED']) { const c = await look.page.createCDPSession(); await c.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }, { name: 'prefers-reduced-motion', value: 'reduce' }] }); }
for (const size of sizes.split(',')) for (const scheme of schemes.split(',')) for (const s of STATES) {
  if (only !== '' && !only.split(',').includes(s.name)) continue;
  const [w, h] = size.split('x').map(Number); if (s.narrow && w! > 400) continue;
  try {
  await look.mount(s.part, s.attributes ?? {}, { width: w!, height: h!, scheme: scheme as 'dark', lang, dir: dir as 'ltr' });
  await s.reach(look);
  shots.push(await look.screenshot());
  } catch (e) { console.log(s.name, size, scheme, String(e).slice(0, 300)); 
  writeFileSync(`/tmp/tb/shots/${s.name}-${size}-${scheme}-FAIL.png`, Buffer.from(await look.page.screenshot({encoding:'base64'}), 'base64')); }
}
const sheet = await b.browser.newPage();
const w = Number(sizes.split(',')[0]!.split('x')[0]);
const cell = Math.min(w, Number(process.env['CELL'] ?? 640)), cols = Math.max(1, Math.floor(1940 / (cell + 6)));
await sheet.setViewport({ width: cols * (cell + 6), height: 800 });
await sheet.setContent(`<body style="margin:0;background:#f0f;display:flex;flex-wrap:wrap;gap:6px">` + shots.map((x) => `<img width=${cell} src="data:image/png;base64,${x}">`).join(''));
await new Promise((r) => setTimeout(r, 500));
writeFileSync('/tmp/tb/sheet.png', Buffer.from(await sheet.screenshot({ fullPage: true, encoding: 'base64' }), 'base64'));
await b.close(); await gw.close(); process.exit(0);
