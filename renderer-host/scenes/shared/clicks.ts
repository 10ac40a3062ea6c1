/** Clicks into the picture, told from drags that turn the camera. */
import type { SceneContext } from '@remote-view/renderer-host';
import { Raycaster, Vector2, type Camera } from 'three/webgpu';

/** A press that moves less than this many CSS pixels is a click, not a drag. */
const CLICK_SLOP = 4;

/** @param clicked gets the ray of the main button's click, from the camera into the scene */
export function onClick(
  { canvas, signal }: Pick<SceneContext, 'canvas' | 'signal'>,
  camera: Camera,
  clicked: (ray: Raycaster) => void,
): void {
  const raycaster = new Raycaster();
  const pressedAt = new Vector2();
  canvas.addEventListener('pointerdown', (event) => pressedAt.set(event.offsetX, event.offsetY), { signal });
  canvas.addEventListener(
    'pointerup',
    (event) => {
      const released = new Vector2(event.offsetX, event.offsetY);
      if (event.button !== 0 || released.distanceTo(pressedAt) > CLICK_SLOP) return;
      const { clientWidth, clientHeight } = canvas;
      released.set((released.x / clientWidth) * 2 - 1, 1 - (released.y / clientHeight) * 2);
      raycaster.setFromCamera(released, camera);
      clicked(raycaster);
    },
    { signal },
  );
}
