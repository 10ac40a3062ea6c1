/** The chunk that is fetched when the picture is to have a window of its own. */
export { PictureInPicture } from './picture-in-picture.ts';
export { styles } from './picture-in-picture.styles.ts';
