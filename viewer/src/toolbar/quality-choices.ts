/** The choices of the quality menu: the element's own properties in words. */
import { PREFERENCES, type Preference } from '@remote-view/protocol';
import { fill, type Strings } from '../i18n/strings.ts';

/** What is offered, kbit/s. */
const BITRATES = [20_000, 8_000, 4_000, 2_000, 1_000] as const;

export interface QualityWishes {
  maxBitrate: number | null;
  dataSaver: boolean | null;
  prefer: Preference;
}

export interface Choice {
  readonly name: string;
  readonly chosen: boolean;
  readonly change: Partial<QualityWishes>;
}

export interface ChoiceGroup {
  /** Empty: the choices speak for themselves. */
  readonly heading: string;
  /** One of them, or each on its own. */
  readonly kind: 'radio' | 'checkbox';
  readonly choices: readonly Choice[];
}

/** @param saves the browser is set to save data, which counts where the page says nothing */
export function qualityChoices(
  { maxBitrate, dataSaver, prefer }: Readonly<QualityWishes>,
  saves: boolean,
  { toolbar }: Strings,
  language: string,
): readonly ChoiceGroup[] {
  const limit = maxBitrate === null || !Number.isFinite(maxBitrate) || maxBitrate <= 0 ? null : maxBitrate;
  // What the page has set is among them.
  const rates = [...new Set([...BITRATES, ...(limit === null ? [] : [limit])])].sort((one, other) => other - one);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const saving = dataSaver ?? saves;
  const preferred = PREFERENCES.find((known) => known === prefer) ?? 'auto';
  return [
    {
      heading: toolbar.bitrate,
      kind: 'radio',
      choices: [
        { name: toolbar.noLimit, chosen: limit === null, change: { maxBitrate: null } },
        ...rates.map((rate) => ({
          name: fill(toolbar.atMost, { rate: number.format(rate / 1_000) }),
          chosen: rate === limit,
          change: { maxBitrate: rate },
        })),
      ],
    },
    {
      heading: '',
      kind: 'checkbox',
      choices: [{ name: toolbar.dataSaver, chosen: saving, change: { dataSaver: !saving } }],
    },
    {
      heading: toolbar.prefer,
      kind: 'radio',
      choices: PREFERENCES.map((name) => ({
        name: toolbar[name],
        chosen: name === preferred,
        change: { prefer: name },
      })),
    },
  ];
}
