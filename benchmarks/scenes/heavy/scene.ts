/** What keeps a GPU busy: 100 meshes of 4,000 triangles, drawn twice, the second time into a shadow map. */
import { knotScene } from '../shared/knot-scene.ts';

export default knotScene({ columns: 10, rows: 10, triangles: 4_000, shadows: true });
