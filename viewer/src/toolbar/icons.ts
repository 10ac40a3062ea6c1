/** What is on the buttons: strokes of one width in a square of 24, so that they scale and take the colour of the text. */
import { svg, type SVGTemplateResult } from 'lit';

const PATHS = {
  sound: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9.2a4 4 0 0 1 0 5.6M18 6.6a7.6 7.6 0 0 1 0 10.8',
  soundOff: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM16 9.7l4.6 4.6M20.6 9.7L16 14.3',
  microphone: 'M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5.5 11.2a6.5 6.5 0 0 0 13 0M12 17.7V21',
  keyboard:
    'M5 6h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8',
  captions: 'M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM6.5 12h4M13.5 12h4M6.5 15.5h7',
  quality:
    'M4 7.5h8M17 7.5h3M4 16.5h3M12 16.5h8M12.2 7.5a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0M7.2 16.5a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0',
  statistics: 'M5 19.5v-6M12 19.5v-15M19 19.5v-9.5',
  screenshot: 'M4 8h3.6l1.5-2.5h5.8L16.4 8H20v11H4zM8.8 13.2a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0',
  pointerLock: 'M12 3a5.5 5.5 0 0 1 5.5 5.5v7a5.5 5.5 0 0 1-11 0v-7A5.5 5.5 0 0 1 12 3zM12 7v3.5',
  pictureInPicture: 'M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM12.5 12h5v3.8h-5z',
  fullscreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  exitFullscreen: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  leave: 'M10 4.5H5v15h5M15 8l4 4l-4 4M18.6 12H10',
  connect: 'M8 5.5v13l10.5-6.5z',
  check: 'M5.5 12.5l4.2 4.2l8.8-9.4',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class=${`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
