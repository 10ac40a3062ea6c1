/**
 * What page and person wish of the stream, as the one message that the host hears.
 *
 * Who has turned on the data saver of their browser has asked every page for less, so that counts here as well; a page
 * that knows better says so. An application that offers a choice of its own sets the property.
 */
import { PREFERENCES, WISHED_BITRATE, type Quality } from '@remote-view/protocol';

export interface Wishes {
  /** kbit/s; null for as much as the path holds. */
  readonly maxBitrate: number | null;
  /** Null for what is set in the browser. Who sets the property to what the attribute would have means the same. */
  readonly dataSaver: boolean | string | null;
  /** One of {@link PREFERENCES}; anything else is `auto`. */
  readonly prefer: string;
}

/** Bits per second: 0.7 GB an hour. */
const DATA_SAVER_BITRATE = 1_500_000;

/** An attribute that is a switch with a third position, which is not to be there. */
export function toSwitch(attribute: string | null): boolean | null {
  return attribute === null ? null : attribute !== 'off' && attribute !== 'false';
}

/** @param browserSavesData what is set in the browser */
export function toQuality({ maxBitrate, dataSaver, prefer }: Wishes, browserSavesData: boolean): Quality {
  const asked = maxBitrate !== null && maxBitrate > 0 ? maxBitrate * 1_000 : Infinity;
  const wanted = typeof dataSaver === 'string' ? toSwitch(dataSaver) : dataSaver;
  const saving = (wanted ?? browserSavesData) ? DATA_SAVER_BITRATE : Infinity;
  const lowest = Math.min(asked, saving);
  const { least, most } = WISHED_BITRATE;
  return {
    type: 'quality',
    maxBitrate: lowest === Infinity ? null : Math.min(Math.max(Math.round(lowest), least), most),
    preferred: PREFERENCES.find((known) => known === prefer) ?? 'auto',
  };
}
