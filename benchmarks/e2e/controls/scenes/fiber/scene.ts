/** React Three Fiber as it comes from npm: the page is told which of its pointer events a mesh gets. */
import { createRoot, events, extend, type ThreeEvent } from '@react-three/fiber';
import { defineScene } from '@remote-view/renderer-host';
import { createElement } from 'react';
import * as three from 'three/webgpu';

export default defineScene({
  async setup({ renderer, canvas, size, send }) {
    extend(three as never);
    const root = createRoot(canvas);
    const configure = async ({ width, height, pixelRatio }: typeof size): Promise<unknown> =>
      root.configure({
        gl: renderer as never,
        events,
        size: { width, height, top: 0, left: 0 },
        // Not fiber's own choice between 1 and 2: the host may draw fewer pixels.
        dpr: pixelRatio,
        camera: { position: [0, 0, 5] },
      });
    await configure(size);
    const tell = ({ type, point }: ThreeEvent<MouseEvent>): void => send(`${type} ${point.z.toFixed(1)}`);
    const mesh = {
      onPointerOver: tell,
      onPointerDown: tell,
      onPointerUp: tell,
      onClick: tell,
      onWheel: tell,
      onPointerOut: () => send('out'),
    };
    root.render(createElement('mesh', mesh, createElement('boxGeometry'), createElement('meshBasicMaterial')));
    return { resize: (next) => void configure(next), dispose: () => root.unmount() };
  },
});
