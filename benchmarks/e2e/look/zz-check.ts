import { launchChromium } from '../../src/harness/chromium.ts';
import { startScriptedGateway } from './scripted-gateway.ts';
import { LookPage } from './look-page.ts';
import { STATES } from './states.ts';
import { findFaintText, findOverflow, findSmallTargets } from './checks.ts';
import { readFileSync } from 'node:fs';
const axe = readFileSync('/work/main/node_modules/axe-core/axe.min.js', 'utf8');
const [lang = 'en', dir = 'ltr', sizes = '320x180,1280x720', only = ''] = process.argv.slice(2);
const gw = await startScriptedGateway();
const b = await launchChromium();
const look = await LookPage.open(b.browser, gw.url);
await look.page.evaluate(axe);
for (const size of sizes.split(','))
  for (const scheme of ['dark', 'light'] as const)
    for (const s of STATES) {
      const [w, h] = size.split('x').map(Number);
      if (s.narrow === true && w! > 400) continue;
      if (only && s.name !== only) continue;
      try {
        await look.mount(s.part, s.attributes ?? {}, { width: w!, height: h!, scheme, lang, dir: dir as 'ltr' });
        await s.reach(look);
        await look.rest();
        const f = [
          ...(await look.page.evaluate(findOverflow)),
          ...(await look.page.evaluate(findFaintText)),
          ...(await look.page.evaluate(findSmallTargets, 24)),
        ];
        const v = await look.page.evaluate(async () => {
          const r = await (globalThis as any).axe.run('remote-view', { rules: { region: { enabled: false } } });
          return r.violations.map(
            (x: any) =>
              x.id +
              ' ' +
              x.help +
              ' ' +
              x.nodes
                .map((n: any) => JSON.stringify(n.target) + ' ' + n.failureSummary)
                .join('; ')
                .slice(0, 400),
          );
        });
        if (f.length + v.length) console.log(s.name, size, scheme, JSON.stringify(f), v);
      } catch (e) {
        console.log(s.name, size, scheme, String(e).slice(0, 200));
      }
    }
await b.close();
await gw.close();
process.exit(0);
