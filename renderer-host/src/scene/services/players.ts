/** The viewers of a scene as players, and their inputs as if they were one's. */
import type { Input } from '@remote-view/protocol';
import type { Preferences } from '../dom/preferences.ts';
import type { InputPointer, Player, PlayerIdentity, SceneInput } from '../sdk/input.ts';
import type { SceneTouch } from '../sdk/touch.ts';
import { PlayerInput, type CanvasSize } from './player-input.ts';

type Listener = (player: Player) => void;

export class Players implements SceneInput {
  readonly touch: SceneTouch;
  readonly #gamepadsOf: (viewer: number) => readonly Gamepad[];
  readonly #players = new Map<number, PlayerInput>();
  readonly #joined = new Set<Listener>();
  readonly #left = new Set<Listener>();

  constructor(gamepadsOf: (viewer: number) => readonly Gamepad[], touch: SceneTouch) {
    this.touch = touch;
    this.#gamepadsOf = gamepadsOf;
  }

  get players(): readonly Player[] {
    return [...this.#players.values()];
  }

  get keys(): ReadonlySet<string> {
    return new Set([...this.#players.values()].flatMap(({ keys }) => [...keys]));
  }

  get pointers(): readonly InputPointer[] {
    return [...this.#players.values()].flatMap(({ pointers }) => pointers);
  }

  get wheel(): { readonly x: number; readonly y: number } {
    const all = [...this.#players.values()].map(({ wheel }) => wheel);
    return all.reduce((sum, { x, y }) => ({ x: sum.x + x, y: sum.y + y }), { x: 0, y: 0 });
  }

  get gamepads(): readonly Gamepad[] {
    return [...this.#players.values()].flatMap(({ gamepads }) => gamepads);
  }

  pressed(code: string): boolean {
    return this.#some((player) => player.pressed(code));
  }

  justPressed(code: string): boolean {
    return this.#some((player) => player.justPressed(code));
  }

  justReleased(code: string): boolean {
    return this.#some((player) => player.justReleased(code));
  }

  onJoined(listener: Listener): () => void {
    this.#joined.add(listener);
    for (const player of this.#players.values()) listener(player);
    return () => this.#joined.delete(listener);
  }

  onLeft(listener: Listener): () => void {
    this.#left.add(listener);
    return () => this.#left.delete(listener);
  }

  /**
   * A viewer is there.
   * @param identity what its token says of it; nothing more is known of one that is heard before it has joined
   * @returns whether it is a new one
   */
  heard(viewer: number, identity: PlayerIdentity = { id: String(viewer), role: 'controller' }): boolean {
    if (this.#players.has(viewer)) return false;
    const player = new PlayerInput(viewer, identity, () => this.#gamepadsOf(viewer));
    this.#players.set(viewer, player);
    for (const listener of this.#joined) listener(player);
    return true;
  }

  take(viewer: number, input: Input, size: CanvasSize): void {
    this.#players.get(viewer)?.take(input, size);
  }

  setRole(viewer: number, role: Player['role']): void {
    const player = this.#players.get(viewer);
    if (player === undefined) return;
    player.role = role;
    if (role === 'spectator') player.release();
  }

  /** What this viewer's user prefers. */
  prefers(viewer: number, preferences: Preferences): void {
    const player = this.#players.get(viewer);
    if (player !== undefined) player.preferences = preferences;
  }

  gone(viewer: number): void {
    const player = this.#players.get(viewer);
    if (player === undefined) return;
    this.#players.delete(viewer);
    player.release();
    for (const listener of this.#left) listener(player);
  }

  /** Viewers are numbered anew. */
  allGone(): void {
    for (const viewer of [...this.#players.keys()]) this.gone(viewer);
  }

  endFrame(): void {
    for (const player of this.#players.values()) player.endFrame();
  }

  #some(fits: (player: PlayerInput) => boolean): boolean {
    return [...this.#players.values()].some(fits);
  }
}
