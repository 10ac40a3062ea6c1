/** A process of the load generator: does what it is asked over the channel of its parent, and ends with it. */
import { Load } from './load.ts';
import type { Answered, Asked, WishName, Wishes } from './wishes.ts';

const load = new Load();

process.on('message', (asked: Asked) => {
  void answer(asked).then((answered) => process.send?.(answered));
});
process.on('disconnect', () => process.exit(0));

async function answer({ id, name, wish }: Asked): Promise<Answered> {
  const does = load[name].bind(load) as (wish: Wishes[WishName]['wish']) => Promise<Wishes[WishName]['report']>;
  try {
    return { id, report: await does(wish) };
  } catch (thrown) {
    return { id, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}
