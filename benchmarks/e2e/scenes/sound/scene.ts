/** A tone on one side of the camera, made as in any three.js app; and what the scene hears of its viewers. */
import { defineScene, type Microphone } from '@remote-view/renderer-host';
import { AudioListener, Color, PerspectiveCamera, PositionalAudio, Scene } from 'three/webgpu';

const TONE_HZ = 1_500;
const TELL_EVERY_MS = 100;

export default defineScene({
  setup({ renderer, canvas, audio, send, onMessage }) {
    const scene = new Scene();
    scene.background = new Color('#204060');
    const camera = new PerspectiveCamera(50, canvas.clientWidth / canvas.clientHeight);
    const listener = new AudioListener();
    camera.add(listener);
    scene.add(camera);
    const source = new PositionalAudio(listener);
    const tone = listener.context.createOscillator();
    tone.frequency.value = TONE_HZ;
    source.setRefDistance(3);
    source.setNodeSource(tone);
    source.position.x = -3;
    scene.add(source);
    tone.start();
    onMessage((payload) => {
      const { side, volume } = payload as { readonly side?: string; readonly volume?: number };
      if (side !== undefined) source.position.x = side === 'left' ? -3 : 3;
      if (volume !== undefined) source.setVolume(volume);
    });
    audio.onMicrophone((microphone) => tellLevel(audio.context, microphone, send));
    return { update: () => renderer.render(scene, camera) };
  },
});

/** Tells the page the peak of what its microphone says, and that it has ended. */
function tellLevel(
  context: AudioContext,
  { viewer, node, signal }: Microphone,
  send: (payload: { heard: number; peak: number } | { ended: number }) => void,
): void {
  const analyser = context.createAnalyser();
  analyser.fftSize = 8_192;
  node.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    send({ heard: viewer, peak: Math.max(...samples) });
  }, TELL_EVERY_MS);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    send({ ended: viewer });
  });
}
