/**
 * A chequered picture, black and white pixel by pixel, which nothing but a picture shown 1:1 keeps; a page's `colour` fills it.
 * It tells where a pointer is, and has the cursor that it is told to have.
 */
import { defineScene } from '@remote-view/renderer-host';
import { Color, Mesh, MeshBasicNodeMaterial, OrthographicCamera, PlaneGeometry, Scene } from 'three/webgpu';
import { screenCoordinate, vec3 } from 'three/tsl';

export default defineScene({
  setup({ renderer, send, onMessage }) {
    const { domElement } = renderer;
    const scene = new Scene();
    const camera = new OrthographicCamera(-1, 1, 1, -1, -1, 1);
    const pattern = new MeshBasicNodeMaterial();
    pattern.colorNode = vec3(screenCoordinate.x.floor().add(screenCoordinate.y.floor()).mod(2));
    const plane = new Mesh(new PlaneGeometry(2, 2), pattern);
    scene.add(plane);
    let draws = true;
    domElement.addEventListener('pointermove', ({ clientX, clientY }) =>
      send({ x: clientX / domElement.clientWidth, y: clientY / domElement.clientHeight }),
    );
    onMessage((payload) => {
      const { colour, cursor, still } = payload as { colour?: string; cursor?: string; still?: boolean };
      if (cursor !== undefined) domElement.style.cursor = cursor;
      if (still !== undefined) draws = !still;
      if (colour === undefined) return;
      plane.visible = false;
      scene.background = new Color(colour);
    });
    return {
      update() {
        if (draws) renderer.render(scene, camera);
      },
    };
  },
});
