/**
 * Tells the page every event that the canvas and the window get of pointers, keys, gamepads and sensors, and does what the
 * page says: which touch mode and layout, and what a gamepad is to play.
 */
import { defineScene, type TouchControl, type TouchMode } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three';

interface Wish {
  readonly mode?: TouchMode;
  readonly layout?: readonly TouchControl[];
  readonly rumble?: { readonly effect: GamepadHapticEffectType; readonly params: GamepadEffectParameters };
}

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);

export default defineScene({
  setup({ renderer, canvas, input, send, onMessage }) {
    const scene = new Scene();
    scene.background = new Color('#3a6ea5');
    const camera = new PerspectiveCamera();
    let told: unknown[] = [];
    const tell = (...event: (string | number | null)[]): void => void told.push(event);

    const pointers = ['pointerdown', 'pointerup', 'pointercancel', 'pointermove', 'click', 'contextmenu', 'dblclick'];
    for (const type of pointers) {
      canvas.addEventListener(type, (event) => {
        const { pointerType, button, buttons, pressure, tiltX, tiltY, twist } = event as PointerEvent;
        // How many moves a frame joins depends on the machine, the path does not.
        const path = type === 'pointermove' ? (event as PointerEvent).getCoalescedEvents() : [event as PointerEvent];
        let last = '';
        for (const { clientX, clientY } of path) {
          const at = [Math.round(clientX), Math.round(clientY)] as const;
          if (at.join() !== last) tell(type, pointerType, ...at, button, buttons, round(pressure));
          last = at.join();
        }
        if (pointerType === 'pen' && type !== 'click') tell('pen', tiltX, tiltY, twist);
      });
    }
    canvas.addEventListener('wheel', ({ deltaX, deltaY, ctrlKey }) => {
      tell('wheel', round(deltaX), round(deltaY), ctrlKey ? 'ctrl' : '');
    });
    for (const type of ['keydown', 'keyup'] as const) {
      canvas.addEventListener(type, ({ code, key, repeat }) => tell(type, code, key, repeat ? 'repeat' : ''));
    }
    for (const type of ['gamepadconnected', 'gamepaddisconnected'] as const) {
      addEventListener(type, ({ gamepad }) => tell(type, gamepad.id.slice(0, 11), gamepad.mapping));
    }
    addEventListener('deviceorientation', ({ alpha, beta, gamma }) => tell('orientation', alpha, beta, gamma));
    addEventListener('devicemotion', ({ accelerationIncludingGravity: along }) => tell('motion', along?.z ?? null));

    let pad = '';
    const stop = onMessage((payload) => {
      const { mode, layout, rumble } = payload as unknown as Wish;
      if (layout !== undefined) input.touch.layout = layout;
      if (mode !== undefined) input.touch.mode = mode;
      if (rumble !== undefined) {
        const played = input.gamepads[0]?.vibrationActuator.playEffect(rumble.effect, rumble.params);
        played?.then(
          (result) => tell('rumbled', result),
          (refused: Error) => tell('rumbled', refused.name),
        );
      }
    });
    return {
      update() {
        const [gamepad] = input.gamepads;
        const axes = gamepad?.axes.map(round).join() ?? '';
        const now =
          gamepad === undefined ? '' : `${axes} ${gamepad.buttons.map(({ pressed }) => Number(pressed)).join('')}`;
        if (now !== pad) tell('pad', (pad = now));
        if (told.length > 0) send({ told: told.splice(0) as string[] });
        renderer.render(scene, camera);
      },
      dispose: stop,
    };
  },
});
