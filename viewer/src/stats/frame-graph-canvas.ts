/**
 * Paints {@link frameGraph} fifteen times a second for as long as its canvas is in the document. It costs a fraction of a
 * percent of a core; painting it with every frame, or as elements, costs several times as much.
 */
import type { Millis } from '@remote-view/protocol';
import type { FrameLog } from '../latency/frame-log.ts';
import { frameGraph, GRAPH_SPAN, type BarKind } from './frame-graph.ts';

const PAINT_EVERY: Millis = 66;

/** On dark glass, whatever the page's colours are. */
const COLOURS: Readonly<Record<BarKind, string>> = { due: '#4fd1b5', late: '#ffb454', missed: '#ff6b81' };
const LINE = 'rgb(255 255 255 / 0.42)';

export class FrameGraphCanvas {
  readonly element: HTMLCanvasElement;
  readonly #log: () => FrameLog | null;
  readonly #observer = new ResizeObserver(([entry]) => entry !== undefined && this.#resize(entry));
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What is painted is still right until another frame is shown or the last one has left. */
  #paintedAt: Millis = 0;

  constructor(log: () => FrameLog | null) {
    this.#log = log;
    this.element = document.createElement('canvas');
    this.element.setAttribute('aria-hidden', 'true');
  }

  /** To be called when the canvas was put into a document, again and again if you like. It stops by itself. */
  run(): void {
    if (this.#timer !== undefined) return;
    this.#observer.observe(this.element);
    this.#timer = setInterval(() => {
      if (!this.element.isConnected) this.#stop();
      else if (!document.hidden) this.#paint(performance.now());
    }, PAINT_EVERY);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#observer.disconnect();
  }

  #resize({ contentRect: { width, height } }: ResizeObserverEntry): void {
    this.element.width = Math.round(width * devicePixelRatio);
    this.element.height = Math.round(height * devicePixelRatio);
    this.#paintedAt = 0;
  }

  #paint(now: Millis): void {
    const log = this.#log();
    const { width, height } = this.element;
    const context = this.element.getContext('2d');
    const lastAt = log?.lastAt ?? this.#paintedAt;
    if (context === null || width === 0 || height === 0) return;
    if (this.#paintedAt - lastAt > GRAPH_SPAN) return;
    this.#paintedAt = now;
    const { bars, dueHeight } = frameGraph(log?.frames ?? [], now, this.element);
    context.clearRect(0, 0, width, height);
    for (const kind of ['due', 'late', 'missed'] as const) {
      context.fillStyle = COLOURS[kind];
      context.beginPath();
      for (const bar of bars) if (bar.kind === kind) context.rect(bar.x, height - bar.height, bar.width, bar.height);
      context.fill();
    }
    if (bars.length === 0) return;
    context.fillStyle = LINE;
    context.fillRect(0, height - dueHeight, width, Math.max(1, Math.round(devicePixelRatio)));
  }
}
