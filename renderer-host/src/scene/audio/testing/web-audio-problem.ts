/** Why scenes make no sound on this machine; undefined where they do. The audio engine needs ALSA's library on Linux. */
import { RemoteViewError } from '@remote-view/protocol';
import { loadWebAudio } from '../web-audio.ts';

export const webAudioProblem: string | undefined = problem();

function problem(): string | undefined {
  try {
    loadWebAudio();
    return undefined;
  } catch (thrown) {
    return RemoteViewError.from(thrown).message;
  }
}
