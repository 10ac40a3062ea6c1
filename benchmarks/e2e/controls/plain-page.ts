/** The rigs in a page, on a canvas of their own: what a browser does. It draws nothing; no controls looks at pixels. */
import { Stage, type Command, type Report } from './rigs.ts';

const canvas = document.createElement('canvas');
canvas.style.cssText = 'display:block;width:640px;height:360px';
document.body.append(canvas);
const stage = new Stage(canvas);
Object.assign(globalThis, { obey: (command: Command): Report => stage.obey(command) });
