/** The chunk that is fetched when not everybody may act, or when nobody does. */
export { SessionControl } from './session-control.ts';
export { controlView, spokenControl } from './control-view.ts';
export { styles } from './control.styles.ts';
