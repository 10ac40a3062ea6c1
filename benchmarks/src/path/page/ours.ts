/** The page of our viewer: an ordinary page with one `<remote-view>`, whose connection goes over the emulator. */
import type { Millis } from '@remote-view/protocol';
import { ChannelTap } from '../../latency/page/channel-tap.ts';
import type { PageRecording } from '../page-recording.ts';
import { PresentationLog } from './presentation-log.ts';
import { installRelay, relayedConnection } from './relayed-connections.ts';

export interface OursPlan {
  /** Base URL of the gateway. */
  readonly gateway: string;
  readonly scene: string;
  readonly width: number;
  readonly height: number;
}

/** What Node calls. */
export interface OursPage {
  /** @returns once the first frame is there */
  connect(plan: OursPlan): Promise<void>;
  record(length: Millis): Promise<PageRecording>;
}

declare global {
  var oursPage: OursPage;
}

const FIRST_FRAME_WITHIN: Millis = 30_000;

const log = new PresentationLog();
const tap = new ChannelTap();

globalThis.oursPage = {
  connect,
  record: async (length) => {
    await new Promise((resolve) => setTimeout(resolve, length));
    const { presented, stats } = log;
    return { timeOrigin: performance.timeOrigin, presented, stats, video: tap.video };
  },
};

async function connect({ gateway, scene, width, height }: OursPlan): Promise<void> {
  installRelay();
  tap.install();
  await import(/* @vite-ignore */ `${gateway}/remote-view.js`);
  const element = document.createElement('remote-view');
  element.src = gateway;
  element.scene = scene;
  Object.assign(element.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  const firstFrame = new Promise<void>((resolve, reject) => {
    const fail = (): void => {
      const { state, error } = element;
      reject(new Error(`no picture: ${state}${error === null ? '' : `, ${error.message} (${error.code})`}`));
    };
    setTimeout(fail, FIRST_FRAME_WITHIN);
    element.addEventListener('firstframe', () => resolve());
    element.addEventListener('statechange', ({ state }) => {
      if (state === 'failed' || state === 'ended') fail();
    });
  });
  document.body.append(element);
  await firstFrame;
  const video = element.shadowRoot?.querySelector('video');
  const connection = relayedConnection();
  if (video === null || video === undefined || connection === undefined) throw new Error('the element shows no video');
  await log.watch(video, connection);
}
