/**
 * What the viewer knows of who may act in its session, and of whether the session is about to end because nobody does. The host
 * decides both; here promises are kept and events fired.
 */
import {
  RemoteViewError,
  type AfkNotice,
  type ControlInfo,
  type ControlRequest,
  type ControlState,
  type Here,
  type Millis,
} from '@remote-view/protocol';
import { AfkWarningEvent } from '../events/afk-warning-event.ts';
import { ControlChangeEvent } from '../events/control-change-event.ts';
import type { Strings } from '../i18n/strings.ts';

export interface SessionControlHandlers {
  /** @returns false where there is no connection to the host */
  send(data: ControlRequest | Here): boolean;
  strings(): Strings;
  /** The user's token lets them look on and no more: they are asked for nothing. */
  looksOn(): boolean;
  /** The user may not act any more: what is held is let go. */
  lost(): void;
  /** What is shown changed. */
  changed(): void;
}

interface Asking {
  resolve(): void;
  reject(error: RemoteViewError): void;
}

/** Calls of {@link SessionControl.request} that wait for one answer. */
const MAX_ASKING = 64;
const COUNT_EVERY: Millis = 1_000;

export class SessionControl {
  readonly #element: EventTarget;
  readonly #handlers: SessionControlHandlers;
  readonly #asking = new Set<Asking>();
  #state: ControlState = 'shared';
  #requests = 0;
  #endsAt: Millis | null = null;
  #countdown: ReturnType<typeof setInterval> | undefined;

  constructor(element: EventTarget, handlers: SessionControlHandlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  get state(): ControlState {
    return this.#state;
  }

  /** Viewers that ask for control. */
  get requests(): number {
    return this.#requests;
  }

  get looksOn(): boolean {
    return this.#handlers.looksOn();
  }

  get mayAct(): boolean {
    return this.#state === 'shared' || this.#state === 'granted';
  }

  /** Until the session ends because nobody uses it, whole seconds; null where it does not. */
  get afkEndsIn(): number | null {
    return this.#endsAt === null ? null : Math.max(0, Math.ceil((this.#endsAt - performance.now()) / 1_000));
  }

  receive(data: ControlInfo | AfkNotice): void {
    if (data.type === 'control') this.#controlled(data);
    else this.#warned(data);
  }

  /** @throws RemoteViewError `control-refused` */
  async request(signal?: AbortSignal): Promise<void> {
    const { control } = this.#handlers.strings();
    if (signal?.aborted === true) throw refusal(control.withdrawn);
    if (this.#state === 'granted') return;
    if (this.#asking.size >= MAX_ASKING) throw refusal(control.refused);
    if (!this.#handlers.send({ type: 'control', action: 'request' })) throw refusal(control.notConnected);
    let withdraw = (): void => {};
    const answered = new Promise<void>((resolve, reject) => {
      const asking = { resolve, reject };
      this.#asking.add(asking);
      withdraw = () => {
        this.#asking.delete(asking);
        if (this.#asking.size === 0) this.#handlers.send({ type: 'control', action: 'release' });
        reject(refusal(control.withdrawn));
      };
    });
    signal?.addEventListener('abort', withdraw);
    return answered.finally(() => signal?.removeEventListener('abort', withdraw));
  }

  /** Gives control up, or withdraws what was asked for. */
  release(): void {
    if (this.#state !== 'shared') this.#handlers.send({ type: 'control', action: 'release' });
    this.#refuse(this.#handlers.strings().control.withdrawn);
  }

  /** Somebody is there. */
  here(): void {
    this.#handlers.send({ type: 'here' });
  }

  /** The connection is lost; who has control is told anew by the next one. */
  disconnected(): void {
    this.#refuse(this.#handlers.strings().control.notConnected);
    this.#warned({ type: 'afk', endsInSeconds: null });
  }

  /** The session is over, for this page at least. */
  ended(): void {
    this.disconnected();
    this.#become('shared', 0);
  }

  #controlled({ state, requests, refused }: ControlInfo): void {
    const wasAsking = this.#state === 'requested';
    this.#become(state, requests);
    if (this.mayAct) for (const { resolve } of this.#asking) resolve();
    else if (refused) this.#refuse(this.#handlers.strings().control.refused);
    else if (wasAsking && state === 'none') this.#refuse(this.#handlers.strings().control.withdrawn);
    if (this.mayAct) this.#asking.clear();
  }

  #become(state: ControlState, requests: number): void {
    if (state === this.#state && requests === this.#requests) return;
    const couldAct = this.mayAct;
    this.#state = state;
    this.#requests = requests;
    if (couldAct && !this.mayAct) this.#handlers.lost();
    this.#handlers.changed();
    this.#element.dispatchEvent(new ControlChangeEvent(state, requests));
  }

  #warned({ endsInSeconds }: AfkNotice): void {
    if (endsInSeconds === null && this.#endsAt === null) return;
    this.#endsAt = endsInSeconds === null ? null : performance.now() + endsInSeconds * 1_000;
    clearInterval(this.#countdown);
    if (endsInSeconds !== null) this.#countdown = setInterval(() => this.#handlers.changed(), COUNT_EVERY);
    this.#handlers.changed();
    this.#element.dispatchEvent(new AfkWarningEvent(endsInSeconds));
  }

  #refuse(text: string): void {
    for (const { reject } of this.#asking) reject(refusal(text));
    this.#asking.clear();
  }
}

function refusal(text: string): RemoteViewError {
  return new RemoteViewError('control-refused', text);
}
