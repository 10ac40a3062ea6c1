import { describe, expect, it } from 'vitest';
import { dialTransition, FIRST_DIAL, gatewayOrder, type DialEvent, type DialState } from './gateways.ts';

const URLS = ['a', 'b', 'c', 'd'].map((name) => `ws://${name}.example/v1/hosts`);
const HOSTS = Array.from({ length: 2_000 }, (_, index) => `host-${index}`);

function countOf(values: readonly (string | undefined)[]): number[] {
  return URLS.map((url) => values.filter((value) => value === url).length);
}

describe('the order of the gateways', () => {
  it('is a host’s own, and always the same', () => {
    const order = gatewayOrder('host-1', URLS);
    expect(order.toSorted()).toEqual(URLS);
    expect(gatewayOrder('host-1', [...URLS.toReversed(), ...URLS])).toEqual(order);
  });

  it('spreads hosts over the gateways, and those of one that is gone over the others', () => {
    const orders = HOSTS.map((host) => gatewayOrder(host, URLS));
    for (const count of countOf(orders.map(([first]) => first))) expect(count / HOSTS.length).toBeCloseTo(0.25, 1);
    const orphans = orders.filter(([first]) => first === URLS[0]);
    const [none, ...others] = countOf(orphans.map(([, second]) => second));
    expect(none).toBe(0);
    for (const count of others) expect(count / orphans.length).toBeGreaterThan(0.25);
  });
});

/** Goes through the events; what each led to. */
function dialled(events: readonly DialEvent['type'][], gateways: number, chance = 1) {
  let state: DialState = FIRST_DIAL;
  return events.map((type) => {
    const step = dialTransition(state, { type }, gateways, chance);
    state = step.state;
    if (step.action === undefined) return undefined;
    return step.action.type === 'give-up' ? 'give-up' : ([state.gateway, step.action.pause] as const);
  });
}

describe('dialling', () => {
  it('goes to the next gateway, and takes longer from round to round, up to an end', () => {
    const twice = dialled(
      Array.from({ length: 14 }, () => 'lost'),
      2,
    );
    expect(twice).toEqual(
      [200, 500, 1_000, 2_000, 4_000, 8_000, 8_000].flatMap((pause) => [
        [1, pause],
        [0, pause],
      ]),
    );
  });

  it('begins anew with short pauses once a gateway took the host', () => {
    expect(dialled(['lost', 'lost', 'registered', 'lost'], 1)).toEqual([[0, 200], [0, 500], undefined, [0, 200]]);
  });

  it('leaves the pause to chance', () => {
    expect(dialled(['lost', 'lost'], 1, 0.25)).toEqual([
      [0, 50],
      [0, 125],
    ]);
    expect(dialled(['lost'], 1, 0)).toEqual([[0, 0]]);
  });

  it('ends where every gateway refuses, and not before', () => {
    expect(dialled(['refused'], 1)).toEqual(['give-up']);
    expect(dialled(['refused', 'lost', 'refused', 'refused', 'refused'], 3)).toEqual([
      [1, 200],
      [2, 200],
      [0, 200],
      [1, 500],
      'give-up',
    ]);
    expect(dialled(['refused', 'registered', 'refused'], 2)).toEqual([[1, 200], undefined, [0, 200]]);
  });
});
