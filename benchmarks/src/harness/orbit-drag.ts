/** A drag in the scene `orbit`, and what its camera says of it. The view is 640x360 CSS px. */
import type { EmbeddingPage, PageEvent } from './embedding-page.ts';

/**
 * OrbitControls turns by 2 pi for a drag as long as the element is high: 90 of 360 px are a quarter turn.
 * @returns the message of the camera that has made it
 */
export async function dragQuarterTurn(view: EmbeddingPage): Promise<PageEvent> {
  const { mouse } = view.page;
  await mouse.move(320, 180);
  await mouse.down();
  await mouse.move(230, 180, { steps: 10 });
  await mouse.up();
  return view.waitForEvent('message', ({ data }) => {
    const { azimuth } = data as { azimuth: number };
    return Math.abs(azimuth - Math.PI / 2) < 0.05;
  });
}
