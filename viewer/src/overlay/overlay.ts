/** What covers the picture, in one part. */
export { describeOverlay } from './describe.ts';
export { styles } from './overlay.styles.ts';
export { spokenText, statusView } from './status-view.ts';
