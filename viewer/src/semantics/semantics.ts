/** The chunk that is fetched when a scene says what is in its picture. */
export { SemanticLayer } from './semantic-layer.ts';
export { styles } from './semantics.styles.ts';
