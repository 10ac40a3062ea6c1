import { describe, expect, test } from 'vitest';
import { parseGatewayMessage, type GatewayMessage } from './gateway-messages.ts';
import { MediaDoors } from './media-doors.ts';

/** Gateways that hear each other at once, through what their messages are in JSON. */
class Town {
  readonly said: GatewayMessage['type'][] = [];
  readonly #doors = new Map<string, MediaDoors>();

  open(gateway: string, url?: string): MediaDoors {
    const send = async (to: string, message: GatewayMessage): Promise<boolean> => {
      const other = this.#doors.get(to);
      if (other !== undefined) this.#hear(other, gateway, parseGatewayMessage(JSON.stringify(message)));
      return other !== undefined;
    };
    const doors = new MediaDoors({ url, send, now: () => 0 });
    this.#doors.set(gateway, doors);
    return doors;
  }

  #hear(doors: MediaDoors, from: string, message: GatewayMessage): void {
    this.said.push(message.type);
    if (message.type === 'where') doors.asked(from, message.request);
    if (message.type === 'here') doors.told(message.request, message.door);
  }
}

describe('the doors of other gateways', () => {
  test('are asked for once', async () => {
    const town = new Town();
    const a = town.open('a', 'http://10.0.0.1:8080');
    town.open('b', 'https://[fd00::2]:8443');
    const [first, second] = await Promise.all([a.of('b'), a.of('b')]);
    expect(first?.url).toBe('https://[fd00::2]:8443');
    expect([second, await a.of('b')]).toEqual([first, first]);
    expect(town.said).toEqual(['where', 'here']);
  });

  test('are asked for again where there was none', async () => {
    const town = new Town();
    const a = town.open('a');
    expect(await a.of('b')).toBeUndefined();
    town.open('b');
    expect(await a.of('b')).toBeUndefined();
    town.open('b', 'http://10.0.0.2:8080');
    expect(await a.of('b')).toMatchObject({ url: 'http://10.0.0.2:8080' });
  });

  test('know gateways by what they alone tell each other', async () => {
    const town = new Town();
    const a = town.open('a', 'http://10.0.0.1:8080');
    const b = town.open('b', 'http://10.0.0.2:8080');
    const door = await a.of('b');
    expect([b, a].map((doors) => doors.isPass(door?.pass))).toEqual([true, false]);
    expect([undefined, '', 'made-up', ['made-up']].map((shown) => b.isPass(shown))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(town.open('c').isPass('')).toBe(false);
  });

  test.each(['ftp://10.0.0.2', 'http://user:pw@10.0.0.2', 'http://10.0.0.2/path', 'http://10.0.0.2?a', 'http://'])(
    'are not at %s',
    (url) => {
      const door = { url, pass: 'a-pass-of-16-characters' };
      const say = (): unknown => parseGatewayMessage(JSON.stringify({ type: 'here', request: 'r', door }));
      expect(say).toThrow(expect.objectContaining({ code: 'malformed-message' }));
    },
  );

  test('that were asked for longest ago are forgotten', async () => {
    const town = new Town();
    const a = town.open('a');
    for (let index = 0; index <= 1_000; index++) town.open(`g${index}`, 'http://10.0.0.2:8080');
    for (let index = 0; index <= 1_000; index++) await a.of(`g${index}`);
    town.said.length = 0;
    await a.of('g1');
    expect(town.said).toEqual([]);
    await a.of('g0');
    expect(town.said).toEqual(['where', 'here']);
  });
});
