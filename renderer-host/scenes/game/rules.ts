/**
 * The rules of the game, without a picture: a ship skims over a plain, rows of pillars, walls and crystals come
 * towards it, three hits end the run. Time and chance come in from outside, so a run can be replayed and tested.
 *
 * Distances are metres, x to the right of the track's middle, heights above the ground.
 */
import { after, type Phase } from './phase.ts';
import { buildRow, SLOTS, slotX, type Row } from './rows.ts';

export const LIVES = 3;
/** The ship's centre stays within this of the middle. */
export const TRACK_HALF = 4.9;
export const WALL_HEIGHT = 0.65;
/** Rows exist up to this far ahead. */
export const SIGHT = 96;
/** And this far behind, until they are out of the picture. */
const BEHIND = 8;

const ROW_GAP = 11;
const LEVEL_LENGTH = 260;
const JUMP_SPEED = 9;
const GRAVITY = 25;
const SAFE_SECONDS = 1.7;
const GEM_POINTS = 50;

export interface Controls {
  /** -1 left to 1 right; undefined where the pointer steers. */
  readonly steer: number | undefined;
  /** Where the pointer wants the ship. */
  readonly targetX: number;
  /** Jump was pressed since the last step. */
  readonly jump: boolean;
}

export type GameEvent =
  | { readonly type: 'jump' }
  | { readonly type: 'gem'; readonly x: number; readonly height: number; readonly distance: number }
  | { readonly type: 'hit'; readonly lives: number }
  | { readonly type: 'level'; readonly level: number };

export class Game {
  readonly #random: () => number;
  #phase: Phase = 'ready';
  #phaseSeconds = 0;
  #rows: Row[] = [];
  #nextRow = 0;
  #distance = 0;
  #pace = 0;
  #gems = 0;
  #lives = LIVES;
  #safe = 0;
  #best = 0;
  #final = 0;
  #x = 0;
  #slide = 0;
  #height = 0;
  #climb = 0;

  /** @param random returns numbers in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
    this.#begin();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Seconds since the phase began. */
  get phaseSeconds(): number {
    return this.#phaseSeconds;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get distance(): number {
    return this.#distance;
  }

  get x(): number {
    return this.#x;
  }

  /** Sideways speed in m/s. */
  get slide(): number {
    return this.#slide;
  }

  get height(): number {
    return this.#height;
  }

  /** Share of the full speed, 0 to 1. */
  get pace(): number {
    return this.#pace;
  }

  get lives(): number {
    return this.#lives;
  }

  /** Just hit, and cannot be hit again for a moment. */
  get safe(): boolean {
    return this.#safe > 0;
  }

  get level(): number {
    return 1 + Math.floor(this.#distance / LEVEL_LENGTH);
  }

  get score(): number {
    switch (this.#phase) {
      case 'ready':
        return 0;
      case 'playing':
        return Math.floor(this.#distance) + this.#gems * GEM_POINTS;
      case 'over':
        return this.#final;
      default:
        return this.#phase satisfies never;
    }
  }

  get best(): number {
    return this.#best;
  }

  /** Starts a run, from any phase. */
  start(): void {
    this.#enter(after(this.#phase, { type: 'start' }));
    this.#begin();
  }

  /** Moves on by `delta` seconds. Returns what happened, for the picture to show. */
  step(controls: Controls, delta: number): readonly GameEvent[] {
    this.#phaseSeconds += delta;
    const next = after(this.#phase, { type: 'time', seconds: this.#phaseSeconds });
    if (next !== this.#phase) {
      this.#enter(next);
      this.#begin();
    }
    const events: GameEvent[] = [];
    // Small steps, so that nothing is passed through when frames are slow.
    const steps = Math.max(1, Math.ceil(delta / 0.017));
    for (let i = 0; i < steps; i++) {
      const used = this.#phase === 'ready' ? this.#autopilot() : controls;
      this.#advance(i === 0 ? used : { ...used, jump: this.#phase === 'ready' && used.jump }, delta / steps, events);
    }
    return events;
  }

  #advance(controls: Controls, delta: number, events: GameEvent[]): void {
    const level = this.level;
    const goal = this.#phase === 'over' ? 0.12 : 1;
    this.#pace += (goal - this.#pace) * Math.min(1, delta * 1.6);
    this.#distance += Math.min(44, 19 + level * 2.5) * this.#pace * delta;
    this.#safe = Math.max(0, this.#safe - delta);
    if (this.level > level && this.#phase === 'playing') events.push({ type: 'level', level: this.level });

    if (this.#phase !== 'over') this.#steer(controls, delta, events);
    this.#layRows();
    if (this.#phase !== 'over') this.#meetRows(events);
  }

  #steer(controls: Controls, delta: number, events: GameEvent[]): void {
    const wanted = controls.steer === undefined ? clamp((controls.targetX - this.#x) * 11, 17) : controls.steer * 12.5;
    this.#slide += (wanted - this.#slide) * Math.min(1, delta * 16);
    const x = this.#x + this.#slide * delta;
    this.#x = clamp(x, TRACK_HALF);
    if (this.#x !== x) this.#slide = 0;
    if (controls.jump && this.#height === 0) {
      this.#climb = JUMP_SPEED;
      events.push({ type: 'jump' });
    }
    this.#climb -= GRAVITY * delta;
    this.#height = Math.max(0, this.#height + this.#climb * delta);
    if (this.#height === 0) this.#climb = 0;
  }

  #layRows(): void {
    while (this.#nextRow < this.#distance + SIGHT) {
      this.#rows.push(buildRow(this.#nextRow, this.#rows.at(-1)?.way ?? 2, this.#random));
      this.#nextRow += ROW_GAP + Math.min(7, this.level);
    }
    while (this.#rows[0] !== undefined && this.#rows[0].distance < this.#distance - BEHIND) this.#rows.shift();
  }

  #meetRows(events: GameEvent[]): void {
    for (const row of this.#rows) {
      const ahead = row.distance - this.#distance;
      if (ahead > 1.6) break;
      if (ahead < -1.2) continue;
      for (const gem of row.gems) {
        if (gem.taken || Math.abs(slotX(gem.slot) - this.#x) > 1.15 || Math.abs(gem.height - this.#height) > 1.2)
          continue;
        gem.taken = true;
        this.#gems += 1;
        events.push({ type: 'gem', x: slotX(gem.slot), height: gem.height, distance: row.distance });
      }
      if (this.#safe === 0 && this.#phase === 'playing' && this.#touches(row, ahead)) this.#hit(events);
    }
  }

  #touches(row: Row, ahead: number): boolean {
    if (row.wall) return Math.abs(ahead) < 0.5 && this.#height < WALL_HEIGHT;
    if (Math.abs(ahead) > 1.1) return false;
    for (let slot = 0; slot < SLOTS; slot++) {
      if (row.pillars[slot] !== 0 && Math.abs(slotX(slot) - this.#x) < 1.12) return true;
    }
    return false;
  }

  #hit(events: GameEvent[]): void {
    this.#lives -= 1;
    this.#safe = SAFE_SECONDS;
    this.#pace = 0.25;
    events.push({ type: 'hit', lives: this.#lives });
    if (this.#lives > 0) return;
    this.#final = this.score;
    this.#best = Math.max(this.#best, this.#final);
    this.#enter(after(this.#phase, { type: 'lost' }));
  }

  /** Plays by itself while nobody does. */
  #autopilot(): Controls {
    const next = this.#rows.find((row) => row.distance > this.#distance - 1.2);
    if (next === undefined) return { steer: undefined, targetX: 0, jump: false };
    const jump = next.wall && next.distance - this.#distance < 7;
    return { steer: undefined, targetX: slotX(next.way), jump };
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#phaseSeconds = 0;
  }

  #begin(): void {
    this.#rows = [];
    this.#nextRow = 58;
    this.#distance = 0;
    this.#pace = 0.5;
    this.#gems = 0;
    this.#lives = LIVES;
    this.#safe = 0;
    this.#height = 0;
    this.#climb = 0;
    this.#layRows();
  }
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
