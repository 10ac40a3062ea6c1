/** What operators and sessions know a host by: `key=value`, each key once, with what the host itself knows where nobody says otherwise. */
import { check, Label, RemoteViewError, rest } from '@remote-view/protocol';

const MOST_LABELS = 16;

export interface LabelSources {
  /** `--label`, each `key=value`. */
  readonly flags: readonly string[];
  /** `--region` and `--zone`. */
  readonly region: string | undefined;
  readonly zone: string | undefined;
  /** REMOTE_VIEW_LABELS: several, with commas between. */
  readonly environment: string | undefined;
  /** Name of the GPU; undefined where there is none. */
  readonly gpu: string | undefined;
}

/** @throws RemoteViewError `bad-configuration` for what is no label, for a key that is said twice, for too many */
export function labelsOf({ flags, region, zone, environment, gpu }: LabelSources): readonly string[] {
  const short = Object.entries({ region, zone }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  const slug = gpu === undefined ? '' : slugOf(gpu);
  const listed = (environment ?? '').split(',').map((label) => label.trim());
  // What is nearer to the command line wins.
  const labels = new Map([
    ...byKey(slug === '' ? [] : [`gpu=${slug}`]),
    ...byKey(listed.filter((label) => label !== '')),
    ...byKey([...flags, ...short]),
  ]);
  if (labels.size > MOST_LABELS) throw wrong(`A host has at most ${MOST_LABELS} labels, not ${labels.size}.`);
  return [...labels.values()];
}

/** @throws RemoteViewError `bad-configuration` */
function byKey(labels: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const label of labels) {
    const [key = '', value] = label.split('=');
    const fits: boolean = check(Label, label);
    if (!fits) throw wrong(`A label must be like pool=large, not '${label}'.`);
    if (key === 'region' && !check(rest.Region, value))
      throw wrong(`A region must be of lower-case letters, digits, dots and dashes, not '${value}'.`);
    if (found.has(key)) throw wrong(`The label '${key}' is given twice.`);
    found.set(key, label);
  }
  return found;
}

/** `NVIDIA H200 (Vulkan)` is `nvidia-h200-vulkan`. */
function slugOf(name: string): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9.]+/gu, '-');
  return words.slice(0, 63).replaceAll(/^[-.]+|[-.]+$/gu, '');
}

function wrong(text: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', text);
}
