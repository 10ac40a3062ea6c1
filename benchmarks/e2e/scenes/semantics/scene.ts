/**
 * Three boxes side by side, a heading, a link and two tabs: things that Tab reaches and a key uses, and the page is told
 * what was used. The lamp moves when the page says so; it can leave the picture.
 */
import { defineScene } from '@remote-view/renderer-host';
import { BoxGeometry, Color, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer, canvas, send, onMessage, semantics }) {
    const scene = new Scene();
    scene.background = new Color('#101418');
    const camera = new PerspectiveCamera(45, canvas.clientWidth / canvas.clientHeight, 0.1, 50);
    camera.position.z = 6;
    const box = (color: string, x: number): Mesh<BoxGeometry, MeshBasicMaterial> => {
      const mesh = new Mesh(new BoxGeometry(), new MeshBasicMaterial({ color }));
      mesh.position.x = x;
      scene.add(mesh);
      return mesh;
    };
    const [lamp, door, dial] = [box('#806020', -2), box('#2040c0', 0), box('#20a040', 2)];

    semantics.label = 'A room with a lamp, a door and a dial';
    semantics.add({
      id: 'title',
      role: 'heading',
      name: 'The room',
      box: { x: 0.3, y: 0.02, width: 0.4, height: 0.1 },
      order: -1,
    });
    let volume = 40;
    const dialItem = semantics.add({
      id: 'dial',
      role: 'slider',
      name: 'Volume',
      value: volume,
      step: 10,
      order: 3,
      cursor: 'ew-resize',
      onStep(steps) {
        volume += 10 * steps;
        dialItem.update({ value: volume });
        send({ volume });
      },
    });
    let lit = false;
    const lampItem = semantics.add({
      id: 'lamp',
      role: 'button',
      name: 'Lamp',
      description: 'On the left',
      tooltip: 'Turns the lamp on and off',
      pressed: lit,
      order: 1,
      onActivate() {
        lit = !lit;
        lamp.material.color.set(lit ? '#ffffff' : '#806020');
        lampItem.update({ pressed: lit });
        semantics.announce(lit ? 'The lamp is on' : 'The lamp is off');
        send({ lit });
      },
      onFocus: () => send({ focus: 'lamp' }),
      onBlur: () => send({ blur: 'lamp' }),
    });
    const doorItem = semantics.add({
      id: 'door',
      role: 'checkbox',
      name: 'Door',
      checked: false,
      order: 2,
      onActivate() {
        doorItem.update({ checked: true });
        send({ opened: 'door' });
      },
    });
    const corner = { y: 0.85, width: 0.2, height: 0.1 };
    semantics.add({
      id: 'manual',
      role: 'link',
      name: 'Manual',
      box: { x: 0.05, ...corner },
      order: 4,
      onActivate: () => send({ opened: 'manual' }),
    });
    for (const [index, name] of ['Day', 'Night'].entries()) {
      const place = { x: 0.5 + index * 0.2, ...corner };
      const selected = index === 0;
      semantics.add({
        id: name,
        role: 'tab',
        name,
        box: place,
        order: 5,
        selected,
        onActivate: () => send({ tab: name }),
      });
    }
    lampItem.track(lamp, camera);
    doorItem.track(door, camera);
    dialItem.track(dial, camera);
    semantics.hover(camera, [lamp, door, dial]);
    onMessage((payload) => {
      lamp.position.x = payload as number;
    });
    return {
      update: () => renderer.render(scene, camera),
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
      },
    };
  },
});
