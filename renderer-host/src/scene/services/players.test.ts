import type { Input } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { Player } from '../sdk/input.ts';
import type { SceneTouch } from '../sdk/touch.ts';
import { Players } from './players.ts';

const SIZE = { width: 100, height: 100 };
const key = (action: 'down' | 'up', code: string): Input => ({
  ...{ type: 'key', seq: 1, action, code, key: code, location: 0, repeat: false, modifiers: 0 },
});
const TOUCH: SceneTouch = { mode: 'direct', layout: [] };
const gamepad = (index: number): Gamepad => ({ index }) as Gamepad;

describe('players', () => {
  it('are known from the first word of a viewer on, with what the host knows of them', () => {
    const players = new Players(() => [], TOUCH);
    const joined: Player[] = [];
    players.onJoined((player) => joined.push(player));
    expect([players.heard(1), players.heard(1), players.heard(2, { id: 'x', name: 'Ada', role: 'owner' })]).toEqual([
      true,
      false,
      true,
    ]);
    expect(joined.map(({ viewer, identity }) => [viewer, identity])).toEqual([
      [1, { id: '1', role: 'controller' }],
      [2, { id: 'x', name: 'Ada', role: 'owner' }],
    ]);
    expect(players.players).toEqual(joined);
  });

  it('look on from the beginning where their token grants no more', () => {
    const players = new Players(() => [], TOUCH);
    const roles: Player['role'][] = [];
    players.onJoined(({ role }) => roles.push(role));
    for (const [viewer, role] of (['owner', 'controller', 'spectator'] as const).entries())
      players.heard(viewer, { id: String(viewer), role });
    expect(roles).toEqual(['controller', 'controller', 'spectator']);
  });

  it('let go of what they hold when they may only look on', () => {
    const players = new Players(() => [], TOUCH);
    players.heard(1);
    players.take(1, key('down', 'KeyW'), SIZE);
    const [player] = players.players;
    expect([player?.role, player?.pressed('KeyW')]).toEqual(['controller', true]);
    players.setRole(1, 'spectator');
    expect([player?.role, player?.pressed('KeyW'), player?.justReleased('KeyW')]).toEqual(['spectator', false, true]);
    players.setRole(9, 'spectator');
  });

  it('that are there are told to who listens later, and nobody who stopped listening is told', () => {
    const players = new Players(() => [], TOUCH);
    players.heard(1);
    const joined: number[] = [];
    const stop = players.onJoined(({ viewer }) => joined.push(viewer));
    stop();
    players.heard(2);
    expect(joined).toEqual([1]);
  });

  it('hold nothing any more when they leave', () => {
    const players = new Players(() => [], TOUCH);
    players.heard(1);
    players.heard(2);
    players.take(1, key('down', 'KeyW'), SIZE);
    const left: (readonly [number, number])[] = [];
    players.onLeft(({ viewer, keys }) => left.push([viewer, keys.size]));
    players.gone(1);
    players.gone(1);
    players.allGone();
    expect(left).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(players.players).toEqual([]);
  });

  it('play together, and each of them alone', () => {
    const players = new Players((viewer) => [gamepad(viewer)], TOUCH);
    players.heard(1);
    players.heard(2);
    players.take(1, key('down', 'KeyW'), SIZE);
    players.take(2, key('down', 'KeyS'), SIZE);
    const wheel = {
      type: 'wheel',
      seq: 1,
      x: 0,
      y: 0,
      deltaX: 2,
      deltaY: 3,
      deltaMode: 0,
      buttons: 0,
      modifiers: 0,
    } as const;
    players.take(1, wheel, SIZE);
    players.take(2, wheel, SIZE);
    const [first, second] = players.players;
    expect([players.pressed('KeyW'), players.pressed('KeyS'), players.pressed('KeyA')]).toEqual([true, true, false]);
    expect([first?.pressed('KeyW'), second?.pressed('KeyW')]).toEqual([true, false]);
    expect([...players.keys]).toEqual(['KeyW', 'KeyS']);
    expect(players.wheel).toEqual({ x: 4, y: 6 });
    expect(players.gamepads).toEqual([gamepad(1), gamepad(2)]);
    expect(second?.gamepads).toEqual([gamepad(2)]);
    players.endFrame();
    expect([players.justPressed('KeyW'), players.wheel.x]).toEqual([false, 0]);
  });

  it('that nobody has heard of have no input', () => {
    const players = new Players(() => [], TOUCH);
    players.take(7, key('down', 'KeyW'), SIZE);
    expect(players.pressed('KeyW')).toBe(false);
  });
});
