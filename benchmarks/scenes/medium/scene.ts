/** What a product page shows: 50 meshes of 2,000 triangles. */
import { knotScene } from '../shared/knot-scene.ts';

export default knotScene({ columns: 10, rows: 5, triangles: 2_000, shadows: false });
