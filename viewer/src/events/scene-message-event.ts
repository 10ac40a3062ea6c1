import type { PlainValue } from '@remote-view/protocol';

/** The scene sent a message to the page. */
export class SceneMessageEvent extends Event {
  readonly data: PlainValue;

  constructor(data: PlainValue) {
    super('message');
    this.data = data;
  }
}
