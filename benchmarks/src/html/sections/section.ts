/** What every result's section has: heading, finding, goals, and what only its run knows. */
import { machineOf, type KnownFile, type StoredResult } from '../../report/stored-result.ts';
import type { MachineList } from '../machines.ts';
import { html, type Markup } from '../markup.ts';
import { scoreTable } from '../overview.ts';
import { scoresOf } from '../scores.ts';
import { timeText } from '../time-text.ts';
import { titleOf } from '../titles.ts';
import { capacityBody } from './capacity-section.ts';
import { latencyBody } from './latency-section.ts';
import { matrixBody } from './matrix-section.ts';
import { networkBody } from './network.ts';
import { numberBody } from './number-section.ts';
import { pathBody } from './path.ts';
import { peerBody } from './peer-section.ts';
import { soakBody } from './soak-section.ts';
import { startupBody } from './startup-section.ts';

export function section(file: StoredResult, id: string, machines: MachineList): Markup {
  const scores = file.suite === 'other' ? [] : scoresOf(file);
  return html`<section id="${id}">
    <header>
      <h2>${titleOf(file)}</h2>
      <p class="when">${timeText(file.at)} · ${file.name}</p>
    </header>
    ${scoreTable(scores)} ${file.suite === 'other' ? numberBody(file) : bodyOf(file)}
    <p class="machine">${machines.runLine(machineOf(file))}</p>
  </section>`;
}

function bodyOf(file: KnownFile): Markup {
  switch (file.suite) {
    case 'latency':
      return latencyBody(file.result);
    case 'latency-matrix':
      return matrixBody(file.result);
    case 'startup':
      return startupBody(file.result);
    case 'capacity':
      return capacityBody(file.result);
    case 'peer':
      return peerBody(file.result);
    case 'path':
      return pathBody(file.result);
    case 'soak':
      return soakBody(file.result);
    case 'network':
      return networkBody(file.result);
    default:
      return file satisfies never;
  }
}
