/** The picture as it is shown, in full resolution, without what lies over it. */
import { RemoteViewError } from '@remote-view/protocol';

export interface ScreenshotOptions {
  /** Media type; `image/png` by default, and where the browser cannot make another. */
  readonly type?: string;
  /** 0 to 1, of `image/jpeg` and `image/webp`. */
  readonly quality?: number;
}

/** @throws RemoteViewError `no-picture` */
export async function takeScreenshot(
  picture: HTMLVideoElement | HTMLCanvasElement | null,
  { type = 'image/png', quality }: ScreenshotOptions,
): Promise<Blob> {
  if (picture === null) throw new RemoteViewError('no-picture');
  const canvas = document.createElement('canvas');
  const isVideo = picture instanceof HTMLVideoElement;
  canvas.width = isVideo ? picture.videoWidth : picture.width;
  canvas.height = isVideo ? picture.videoHeight : picture.height;
  // At once: the next frame would be another picture than the one that was asked for.
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  if (blob === null) throw new RemoteViewError('no-picture');
  return blob;
}
