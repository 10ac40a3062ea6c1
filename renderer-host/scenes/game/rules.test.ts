import { describe, expect, it } from 'vitest';
import { seeded } from '../shared/chance.ts';
import { after, OVER_SECONDS, type Phase, type PhaseEvent } from './phase.ts';
import { buildRow, slotX } from './rows.ts';
import { Game, LIVES, type Controls } from './rules.ts';

const STILL: Controls = { steer: undefined, targetX: 0, jump: false };

function play(game: Game, seconds: number, controls: Controls | (() => Controls) = STILL): void {
  for (let i = 0; i < seconds * 60; i++) game.step(typeof controls === 'function' ? controls() : controls, 1 / 60);
}

describe('the phase', () => {
  const late = { type: 'time', seconds: OVER_SECONDS + 1 } as const;
  it.each<[Phase, PhaseEvent, Phase]>([
    ['ready', { type: 'start' }, 'playing'],
    ['ready', { type: 'lost' }, 'ready'],
    ['ready', late, 'ready'],
    ['playing', { type: 'start' }, 'playing'],
    ['playing', { type: 'lost' }, 'over'],
    ['playing', late, 'playing'],
    ['over', { type: 'start' }, 'playing'],
    ['over', { type: 'lost' }, 'over'],
    ['over', { type: 'time', seconds: 1 }, 'over'],
    ['over', late, 'ready'],
  ])('%s, after %j, is %s', (phase, event, next) => {
    expect(after(phase, event)).toBe(next);
  });
});

describe('a row', () => {
  it('can always be passed, at any distance', () => {
    const random = seeded(1);
    let way = 2;
    for (let distance = 0; distance < 20_000; distance += 10) {
      const row = buildRow(distance, way, random);
      expect(row.pillars[row.way]).toBe(0);
      expect(Math.abs(row.way - way)).toBeLessThanOrEqual(2);
      way = row.way;
    }
  });
});

describe('a run', () => {
  it('flies by itself until somebody starts, and scores nothing', () => {
    const game = new Game(seeded(2));
    play(game, 10);
    expect([game.phase, game.score, game.lives]).toEqual(['ready', 0, LIVES]);
    expect(game.distance).toBeGreaterThan(100);
  });

  it('ends after three hits when nobody steers, remembers the best score, and makes room for the next', () => {
    const game = new Game(seeded(3));
    game.start();
    for (let i = 0; i < 3600 && game.phase === 'playing'; i++) game.step(STILL, 1 / 60);
    expect([game.phase, game.lives]).toEqual(['over', 0]);
    expect(game.best).toBe(game.score);
    play(game, OVER_SECONDS + 1);
    expect([game.phase, game.lives]).toEqual(['ready', LIVES]);
    expect(game.best).toBeGreaterThan(0);
  });

  it('goes where the keys and the pointer say, and stays on the track', () => {
    const game = new Game(seeded(4));
    game.start();
    play(game, 0.3, { ...STILL, steer: 1 });
    expect(game.x).toBeGreaterThan(2);
    play(game, 1, { ...STILL, targetX: -2 });
    expect(game.x).toBeCloseTo(-2, 1);
    play(game, 3, { ...STILL, steer: -1 });
    expect(game.x).toBeGreaterThan(-5);
  });

  it('jumps once per press, and only from the ground', () => {
    const game = new Game(seeded(5));
    game.start();
    expect(game.step({ ...STILL, jump: true }, 1 / 60)).toEqual([{ type: 'jump' }]);
    play(game, 0.2);
    expect(game.height).toBeGreaterThan(1);
    expect(game.step({ ...STILL, jump: true }, 1 / 60)).toEqual([]);
    play(game, 1);
    expect(game.height).toBe(0);
  });

  it('can be survived: somebody who keeps to the way and jumps the walls gets far', () => {
    const game = new Game(seeded(6));
    game.start();
    play(game, 40, () => {
      const next = game.rows.find((row) => row.distance > game.distance - 1.2);
      const jump = next?.wall === true && next.distance - game.distance < 7;
      return { steer: undefined, targetX: slotX(next?.way ?? 2), jump };
    });
    expect(game.phase).toBe('playing');
    expect(game.distance).toBeGreaterThan(800);
  });

  it('is the same whether frames are fast or slow, within the width of a pillar', () => {
    const fast = new Game(seeded(7));
    const slow = new Game(seeded(7));
    fast.start();
    slow.start();
    for (let i = 0; i < 60; i++) fast.step({ ...STILL, targetX: 3 }, 1 / 60);
    for (let i = 0; i < 10; i++) slow.step({ ...STILL, targetX: 3 }, 1 / 10);
    expect(Math.abs(fast.distance - slow.distance)).toBeLessThan(0.5);
    expect(Math.abs(fast.x - slow.x)).toBeLessThan(0.1);
  });
});
