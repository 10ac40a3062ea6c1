/**
 * Files that viewers give to the scene: dropped on the picture, or sent by the page with `view.sendFile(file)`.
 *
 *     files.accept({ types: ['.glb', '.gltf'] });
 *     files.onFile(async ({ name, bytes }) => show(name, await loader.parseAsync(bytes.buffer, '')));
 *
 * The page shows what is accepted while a file is dragged over the picture. A file is in memory whole when the scene gets
 * it; one larger than 64 MiB, and more than four at a time in a session, are refused by the host.
 */

export interface AcceptedFiles {
  /** As in the `accept` attribute of HTML: `.glb`, `model/gltf-binary`, `image/*`. Default: any; 32 at most. */
  readonly types?: readonly string[];
  /** Of one file; default and most: 64 MiB. */
  readonly maxBytes?: number;
  /** Several may be dropped together; each is a file of its own for the scene. Default false. */
  readonly multiple?: boolean;
}

export interface SceneFile {
  /** As the viewer has it, without a path, and safe to show. */
  readonly name: string;
  /** Media type; empty where the browser knows none. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Tells viewers apart, as `viewer` does elsewhere. */
  readonly viewer: number;
}

/** What a scene's `context.files` is. Before `accept` is called no file is taken. */
export interface SceneFiles {
  /**
   * From now on these are taken; null for none.
   * @throws RemoteViewError `bad-configuration` for more than 32 types, one of more than 100 characters, or a size that is
   * no number of bytes from 1 to 64 MiB
   */
  accept(files: AcceptedFiles | null): void;
  /**
   * Calls `listener` with each file, before a frame is made. A throw or a rejection refuses the file: its message is
   * shown to the viewer who sent it, and the scene goes on. Returns a function that stops it.
   */
  onFile(listener: (file: SceneFile) => void | Promise<void>): () => void;
}
