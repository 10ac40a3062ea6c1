/** The chunk that is fetched when a scene takes files. */
export { FileTransfers } from './file-transfers.ts';
export { filesView, spokenNote } from './files-view.ts';
export { styles } from './files.styles.ts';
