/** The clients of one process of the load generator: hosts, sessions that it made, viewers. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { rest } from '@remote-view/protocol';
import { allBack } from './client-socket.ts';
import { inTurns } from './in-turns.ts';
import { RestClient } from './rest-client.ts';
import { SCENE, SimulatedHost } from './simulated-host.ts';
import { SimulatedViewer, type Ticket } from './simulated-viewer.ts';
import { StoreLoad } from './store-load.ts';
import { add, type Tally } from './tally.ts';
import type { WishName, Wishes } from './wishes.ts';

type Does = { readonly [Name in WishName]: (wish: Wishes[Name]['wish']) => Promise<Wishes[Name]['report']> };

/** A client that is not taken in by then never will be, ms. */
const SETTLE_WITHIN = 30_000;
/** ms */
const ASK_AGAIN_AFTER = 1_000;

export class Load implements Does {
  readonly #hosts: SimulatedHost[] = [];
  readonly #viewers: SimulatedViewer[] = [];
  readonly #tickets: Ticket[] = [];
  readonly #told: Tally = {};
  readonly #failed: Tally = {};
  #store: StoreLoad | undefined;

  async hosts(wish: Wishes['hosts']['wish']): Promise<Wishes['hosts']['report']> {
    const { urls, dealt = false, key, prefix, count, slots, atOnce } = wish;
    const already = this.#hosts.length;
    let registered = 0;
    await inTurns(count, atOnce, async (index) => {
      const [name, first] = [`${prefix}-${already + index}`, dealt ? index : 0];
      const host = new SimulatedHost({ name, slots, urls, first, key, told: this.#told, failed: this.#failed });
      this.#hosts.push(host);
      if (await host.socket.settled(SETTLE_WITHIN)) registered += 1;
    });
    return { registered };
  }

  async 'look-at-hosts'(): Promise<Wishes['look-at-hosts']['report']> {
    return { sessions: this.#hosts.map(({ sessions }) => sessions), told: this.#told };
  }

  async create({ urls, key, count, atOnce }: Wishes['create']['wish']): Promise<Wishes['create']['report']> {
    const client = new RestClient(atOnce);
    const made: Tally = {};
    const took: number[] = [];
    const began = performance.now();
    await inTurns(count, atOnce, async (index) => {
      const asked = performance.now();
      const { status, body } = await client.send('POST', `${urlOf(urls, index)}/v1/sessions`, key, { scene: SCENE });
      took.push(performance.now() - asked);
      const answer = JSON.parse(body) as rest.CreatedSession | { readonly code: string };
      add(made, 'code' in answer ? answer.code : answer.state);
      if (status === 201 && 'token' in answer) this.#tickets.push({ id: answer.id, token: answer.token });
    });
    client.close();
    return { made, took, seconds: (performance.now() - began) / 1_000 };
  }

  async 'end-all'({ urls, atOnce }: Wishes['end-all']['wish']): Promise<Wishes['end-all']['report']> {
    const client = new RestClient(atOnce);
    const ended: Tally = {};
    const began = performance.now();
    const tickets = this.#tickets.splice(0);
    await inTurns(tickets.length, atOnce, async (index) => {
      const { id, token } = tickets[index]!;
      add(ended, (await client.send('DELETE', `${urlOf(urls, index)}/v1/sessions/${id}`, token)).status);
    });
    client.close();
    return { ended, seconds: (performance.now() - began) / 1_000 };
  }

  async join({ urls, dealt = false, count, atOnce }: Wishes['join']['wish']): Promise<Wishes['join']['report']> {
    const already = this.#viewers.length;
    let joined = 0;
    const began = performance.now();
    await inTurns(count, atOnce, async (index) => {
      const ticket = this.#tickets[(already + index) % this.#tickets.length];
      if (ticket === undefined) return;
      const viewer = new SimulatedViewer(ticket, urls, dealt ? index : 0, this.#failed);
      this.#viewers.push(viewer);
      if (await viewer.socket.settled(SETTLE_WITHIN)) joined += 1;
    });
    return { joined, failed: this.#failed, seconds: (performance.now() - began) / 1_000 };
  }

  async offer({ count, atOnce }: Wishes['offer']['wish']): Promise<Wishes['offer']['report']> {
    const took: number[] = [];
    const began = performance.now();
    await inTurns(count, atOnce, async (index) => {
      const answered = await this.#viewers[index % this.#viewers.length]?.offer();
      if (answered !== undefined) took.push(answered);
    });
    return { took, unanswered: count - took.length, seconds: (performance.now() - began) / 1_000 };
  }

  async return({ since, within }: Wishes['return']['wish']): Promise<Wishes['return']['report']> {
    const sockets = [...this.#hosts, ...this.#viewers].map(({ socket }) => socket);
    return { ...(await allBack(sockets, since, within)), failed: this.#failed };
  }

  async reach({ since, within }: Wishes['reach']['wish']): Promise<Wishes['reach']['report']> {
    const after: number[] = [];
    const reach = async (viewer: SimulatedViewer): Promise<void> => {
      while (Date.now() < since + within) {
        if ((await viewer.offer()) !== undefined) return void after.push(Date.now() - since);
        await sleep(ASK_AGAIN_AFTER);
      }
    };
    await Promise.all(this.#viewers.map(reach));
    return { after, away: this.#viewers.length - after.length };
  }

  async get({ urls, path, count, atOnce }: Wishes['get']['wish']): Promise<Wishes['get']['report']> {
    const client = new RestClient(atOnce);
    const took: number[] = [];
    const began = performance.now();
    await inTurns(count, atOnce, async (index) => {
      const asked = performance.now();
      const { status } = await client.send('GET', urlOf(urls, index) + path);
      if (status === 200) took.push(performance.now() - asked);
    });
    client.close();
    return { took, seconds: (performance.now() - began) / 1_000 };
  }

  async 'open-store'({ redisUrl }: Wishes['open-store']['wish']): Promise<object> {
    this.#store = await StoreLoad.open(redisUrl);
    return {};
  }

  async allocate({ count, atOnce }: Wishes['allocate']['wish']): Promise<Wishes['allocate']['report']> {
    return this.#opened().allocate(count, atOnce);
  }

  async decide({ decision, count, slots }: Wishes['decide']['wish']): Promise<object> {
    await this.#opened().decide(decision, count, slots);
    return {};
  }

  #opened(): StoreLoad {
    if (this.#store === undefined) throw new Error('No store was opened.');
    return this.#store;
  }
}

function urlOf(urls: readonly string[], index: number): string {
  return urls[index % urls.length]!;
}
