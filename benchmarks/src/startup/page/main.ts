/**
 * The page of the startup benchmark: an ordinary page of another origin with one `<remote-view>`. It loads the element's
 * module first, so that the time counts from connect(), and not from a download that a cache may save.
 */
import type { Millis } from '@remote-view/protocol';
import type { RemoteView } from '@remote-view/viewer';
import type { StartupPlan, StartupRecording } from '../milestones.ts';
import { MilestoneTap } from './milestone-tap.ts';
import { Pictures, type ShownColour } from './pictures.ts';

/** What Node calls. */
export interface StartupPage {
  /** Once a page. @throws Error where no picture comes */
  record(plan: StartupPlan): Promise<StartupRecording>;
  /** Shows the scene and keeps it. @throws Error where no picture comes */
  show(plan: StartupPlan): Promise<void>;
  /** When the scene that is shown was first of this colour, ms since the epoch. @throws Error where it is not */
  firstOf(colour: ShownColour): Promise<Millis>;
}

declare global {
  var startupPage: StartupPage;
}

const FIRST_FRAME_WITHIN: Millis = 30_000;
/** What the host says beside the picture may come a little later. */
const TAIL: Millis = 250;

let pictures: Pictures | undefined;

globalThis.startupPage = {
  record,
  show: async (plan) => {
    pictures = await Pictures.open(plan);
  },
  firstOf: async (colour) => {
    if (pictures === undefined) throw new Error('nothing is shown');
    return pictures.firstOf(colour);
  },
};

async function record({ gateway, scene, join, width, height }: StartupPlan): Promise<StartupRecording> {
  const tap = new MilestoneTap();
  tap.install();
  await import(/* @vite-ignore */ `${gateway}/remote-view.js`);
  const element = document.createElement('remote-view');
  element.src = gateway;
  if (join === undefined) element.scene = scene;
  else Object.assign(element, join);
  Object.assign(element.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  let startedAt: Millis | undefined;
  element.addEventListener('statechange', ({ state }) => {
    if (state !== 'connecting') return;
    startedAt ??= performance.now();
    if (join !== undefined) tap.mark('session', startedAt);
  });
  const elementSays = firstFrame(element);
  // Awaited below; a failure meanwhile must not count as one that nobody handles.
  elementSays.catch(() => undefined);
  document.body.append(element);
  await element.updateComplete;
  const video = element.shadowRoot?.querySelector('video');
  if (video === null || video === undefined || startedAt === undefined) throw new Error('the element does not connect');
  const presentedFrames = await Promise.race([firstPresented(video, tap), elementSays.then(() => never)]);
  const milliseconds = await elementSays;
  await new Promise((resolve) => setTimeout(resolve, TAIL));
  return { startedAt, marks: tap.marks, elementSays: milliseconds, presentedFrames, video: tap.video };
}

const never = new Promise<never>(() => {});

function firstFrame(element: RemoteView): Promise<Millis> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      const { state, error } = element;
      reject(new Error(`no picture: ${state}${error === null ? '' : `, ${error.code}`}`));
    };
    setTimeout(fail, FIRST_FRAME_WITHIN);
    element.addEventListener('firstframe', (event) => resolve(event.milliseconds));
    element.addEventListener('error', fail);
  });
}

/** @returns the frames that the browser had presented by then */
function firstPresented(video: HTMLVideoElement, tap: MilestoneTap): Promise<number> {
  return new Promise((resolve) => {
    video.requestVideoFrameCallback((_now, { receiveTime, processingDuration, presentationTime, presentedFrames }) => {
      if (receiveTime !== undefined) {
        tap.mark('received', receiveTime);
        tap.mark('decoded', receiveTime + (processingDuration ?? 0) * 1_000);
      }
      tap.mark('presented', presentationTime);
      resolve(presentedFrames);
    });
  });
}
