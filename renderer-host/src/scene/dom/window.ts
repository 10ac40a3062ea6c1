/**
 * The window: the last that an event comes to, and what an application asks for the size. `installDom` makes the global
 * object stand for it.
 */
import type { HeadlessDocument } from './document.ts';
import { TreeNode } from './event-tree.ts';

export class HeadlessWindow extends TreeNode {
  readonly document: HeadlessDocument;
  readonly pageXOffset = 0;
  readonly pageYOffset = 0;
  readonly scrollX = 0;
  readonly scrollY = 0;

  constructor(document: HeadlessDocument) {
    super();
    this.document = document;
  }

  get eventParent(): null {
    return null;
  }

  get innerWidth(): number {
    return this.document.size.width;
  }
  get innerHeight(): number {
    return this.document.size.height;
  }
  get devicePixelRatio(): number {
    return this.document.size.pixelRatio;
  }
}
