/** Holds deploy/kubernetes against Kubernetes' schemas, against itself, and against the programs that it starts. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { GatewayMetrics } from '../../gateway/src/telemetry/metrics.ts';
import { Rejections } from '../../gateway/src/wire/rejections.ts';
import { ROOT } from '../run-node.ts';
import { problemsOf } from './kubernetes-schemas.ts';
import {
  containersOf,
  OVERLAYS,
  parseManifests,
  podOf,
  readManifests,
  render,
  yamlFiles,
  type Container,
  type Labels,
  type Manifest,
} from './manifests.ts';
import { flagsIn, gatewayProgram, hostProgram, type Program } from './programs.ts';

/** As much of a kustomization as the tests go by. */
interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly files?: readonly string[] }[];
  readonly patches?: readonly { readonly path?: string; readonly patch?: string }[];
}

const isKustomization = (file: string): boolean => file.endsWith('kustomization.yaml');
const kustomizations = yamlFiles().filter(isKustomization);
const read = (file: string): Kustomization => readManifests(file)[0] as unknown as Kustomization;
const patchFiles = new Set(
  kustomizations.flatMap(
    (file) =>
      read(file)
        .patches?.flatMap((patch) => patch.path ?? [])
        .map((one) => beside(file, one)) ?? [],
  ),
);
/** Whole manifests, as they are written. */
const written = yamlFiles()
  .filter((file) => !isKustomization(file) && !patchFiles.has(file))
  .flatMap((file) => readManifests(file).map((manifest) => ({ file, manifest })));

function beside(file: string, relative: string): string {
  return path.posix.join(path.posix.dirname(file), relative);
}

describe.each(kustomizations)('%s', (file) => {
  const kustomization = read(file);

  test('names what exists', () => {
    const files = kustomization.configMapGenerator?.flatMap((generator) => generator.files ?? []) ?? [];
    const patches = kustomization.patches?.flatMap((patch) => patch.path ?? []) ?? [];
    const named = [...(kustomization.resources ?? []), ...(kustomization.components ?? []), ...files, ...patches];
    expect(named.filter((one) => !existsSync(path.join(ROOT, beside(file, one))))).toEqual([]);
  });
});

describe('a manifest as it is written', () => {
  test.each(written.map(({ file, manifest }) => [file, manifest.kind, manifest] as const))(
    'of %s (%s) fits the schema',
    (_file, _kind, manifest) => {
      expect(problemsOf(manifest)).toEqual([]);
    },
  );

  test('would be refused with a slip in it', () => {
    const [manifest] = readManifests('deploy/kubernetes/base/redis.yaml');
    const wrong = JSON.stringify(manifest);
    const slip = (from: string, to: string): string[] => problemsOf(JSON.parse(wrong.replace(from, to)) as Manifest);
    expect(slip('"readOnly', '"reedOnly')).toEqual([expect.stringMatching(/reedOnlyRootFilesystem is unknown$/)]);
    expect(slip('"replicas":1', '"replicas":"one"')).toEqual([expect.stringContaining('replicas')]);
    expect(slip('"selector"', '"selektor"')).toEqual([expect.stringContaining('selector')]);
  });
});

const rendered = new Map<string, Manifest[]>();
let host: Program;
const gateway = gatewayProgram();

beforeAll(async () => {
  host = await hostProgram();
  rendered.set(
    'base',
    written.filter(({ file }) => file.includes('/base/')).map(({ manifest }) => manifest),
  );
  for (const overlay of OVERLAYS) {
    const manifests = await render(overlay);
    if (manifests !== undefined) rendered.set(overlay, manifests);
  }
});

describe.each(['base', ...OVERLAYS])('%s', (overlay) => {
  const isComplete = overlay !== 'base';

  /** Skips where no `kubectl` is installed to put an overlay together. */
  const each = (name: string, check: (manifests: readonly Manifest[]) => void): void => {
    test(name, ({ skip }) => {
      const manifests = rendered.get(overlay);
      if (manifests === undefined) skip('kubectl is not installed');
      else check(manifests);
    });
  };

  each('fits the schemas', (manifests) => {
    expect(manifests.flatMap((manifest) => problemsOf(manifest).map((problem) => [nameOf(manifest), problem]))).toEqual(
      [],
    );
  });

  each('lies in one namespace', (manifests) => {
    if (!isComplete) return;
    const [namespace] = manifests.filter(({ kind }) => kind === 'Namespace');
    const others = manifests.filter(({ kind }) => !['Namespace', 'ClusterRole', 'ClusterRoleBinding'].includes(kind));
    expect(new Set(others.map(({ metadata }) => metadata?.namespace))).toEqual(new Set([namespace?.metadata?.name]));
    expect(JSON.stringify(manifests.filter(({ kind }) => kind === 'ClusterRoleBinding'))).not.toMatch(
      new RegExp(`"namespace":"(?!${namespace?.metadata?.name}")`),
    );
  });

  each('selects pods that there are', (manifests) => {
    const pods = manifests.flatMap(({ spec }): Labels[] =>
      spec?.template === undefined ? [] : [spec.template.metadata.labels],
    );
    const selectors = manifests.flatMap(({ kind, spec }): Labels[] => {
      if (kind === 'Service') return [spec?.selector as Labels];
      if (kind === 'NetworkPolicy') return [spec?.podSelector?.matchLabels ?? {}];
      return kind === 'PodDisruptionBudget' ? [spec?.selector?.matchLabels ?? {}] : [];
    });
    expect(selectors.length).toBeGreaterThan(2);
    expect(selectors.filter((selector) => !pods.some((labels) => covers(labels, selector)))).toEqual([]);
    for (const { kind, spec } of manifests) {
      if (['Deployment', 'DaemonSet'].includes(kind)) {
        expect(covers(spec!.template!.metadata.labels, spec!.selector!.matchLabels!)).toBe(true);
      }
    }
  });

  each('scales what there is', (manifests) => {
    const deployments = manifests.filter(({ kind }) => kind === 'Deployment').map(nameOf);
    const targets = manifests
      .flatMap(({ spec }) => spec?.scaleTargetRef?.name ?? [])
      .map((name) => `Deployment ${name}`);
    expect(targets.filter((target) => !deployments.includes(target))).toEqual([]);
    // Two autoscalers of one Deployment work against each other.
    expect(new Set(targets).size).toBe(targets.length);
    // To apply a number again would undo what the autoscaler has done.
    const numbered = manifests.filter(({ spec }) => spec?.['replicas'] !== undefined).map(nameOf);
    expect(numbered.filter((name) => targets.includes(name))).toEqual([]);
  });

  each('mounts what there is, and only volumes that it has', (manifests) => {
    const configMaps = new Set(
      manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata?.name),
    );
    for (const manifest of manifests) {
      const volumes = podOf(manifest)?.volumes ?? [];
      const names = volumes.map(({ name }) => name);
      const mounts = containersOf(manifest).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
      expect(
        mounts.filter((mount) => !names.includes(mount)),
        nameOf(manifest),
      ).toEqual([]);
      expect(
        names.filter((name) => !mounts.includes(name)),
        nameOf(manifest),
      ).toEqual([]);
    }
    const references = [...JSON.stringify(manifests).matchAll(/"config[Mm]ap(?:Ref)?":\{[^{}[\]]*"name":"([^"]+)"/g)];
    const missing = references
      .map((match) => match[1]!)
      .filter((name) => !configMaps.has(name) && name !== 'kube-root-ca.crt');
    // The settings of a place come with its overlay.
    expect(missing).toEqual(isComplete ? [] : ['gateway']);
  });

  each('sends services and probes to ports that there are', (manifests) => {
    for (const manifest of manifests.filter(({ kind }) => kind === 'Service')) {
      const target = manifests.find(
        ({ spec, kind }) =>
          kind === 'Deployment' && covers(spec!.template!.metadata.labels, manifest.spec!.selector as Labels),
      )!;
      const names = containersOf(target).flatMap(({ ports = [] }) => ports.map(({ name }) => name));
      const wanted = (manifest.spec!['ports'] as { targetPort: string }[]).map(({ targetPort }) => targetPort);
      expect(names).toEqual(expect.arrayContaining(wanted));
    }
    for (const container of manifests.flatMap(containersOf)) {
      const names = (container.ports ?? []).map(({ name }) => name);
      for (const match of JSON.stringify(container).matchAll(/"(?:httpGet|tcpSocket)":\{[^{}]*"port":"([^"]+)"/g)) {
        expect(names, container.name).toContain(match[1]);
      }
    }
  });

  each('runs images with a tag of their own', (manifests) => {
    if (!isComplete) return;
    const images = manifests.flatMap(containersOf).map(({ image }) => image);
    expect(images.filter((image) => !/:[\w.-]+$/.test(image) || image.endsWith(':latest'))).toEqual([]);
  });

  each('runs nothing as root, with no rights, on a file system that nobody writes to', (manifests) => {
    for (const manifest of manifests.filter((one) => podOf(one) !== undefined)) {
      expect(podOf(manifest), nameOf(manifest)).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of containersOf(manifest)) {
        expect(container, container.name).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          resources: {
            requests: { cpu: expect.any(String), memory: expect.any(String) },
            limits: { memory: expect.any(String) },
          },
        });
      }
    }
  });

  each('tells the gateway and the host what they know', (manifests) => {
    const settings = manifests.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata?.name.startsWith('gateway-'),
    );
    const variables = Object.keys(settings?.['data'] ?? {});
    expectKnown(gateway, containerOf(manifests, 'gateway'), variables);
    expectKnown(host, containerOf(manifests, 'host'), []);
  });

  each('gives hosts and gateways time to end', (manifests) => {
    const seconds = (name: string): number => podNamed(manifests, name).terminationGracePeriodSeconds ?? 30;
    const drain = Number(/--drain-timeout=(\d+)/.exec(containerOf(manifests, 'host').args!.join(' '))![1]);
    expect(seconds('host')).toBeGreaterThan(drain + 10);
    const { env } = containerOf(manifests, 'gateway');
    expect(seconds('gateway')).toBeGreaterThan(
      Number(env!.find(({ name }) => name === 'REMOTE_VIEW_DRAIN_SECONDS')!.value) + 10,
    );
  });

  each('opens a port for each slot of a host, with the same number outside', (manifests) => {
    const { args = [], ports = [] } = containerOf(manifests, 'host');
    const [, begin, end] = /--port-range=(\d+)-(\d+)/.exec(args.join(' '))!.map(Number);
    const range = Array.from({ length: end! - begin! + 1 }, (_, index) => begin! + index);
    expect(ports.map(({ containerPort }) => containerPort)).toEqual(range);
    expect(ports.map(({ hostPort }) => hostPort)).toEqual(range);
    expect(range.length).toBe(Number(/--capacity=(\d+)/.exec(args.join(' '))![1]));
  });
});

describe('the token of Kubernetes', () => {
  test('is for the init container that asks for the node, and for no scene', ({ skip }) => {
    const manifests = rendered.get('production');
    if (manifests === undefined) return skip('kubectl is not installed');
    const pod = podNamed(manifests, 'host');
    const withToken = (containers: readonly Container[]): string[] =>
      containers
        .filter(({ volumeMounts }) => volumeMounts?.some(({ name }) => name === 'api-access'))
        .map(({ name }) => name);
    expect(withToken(pod.initContainers!)).toEqual(['node-address']);
    expect(withToken(pod.containers)).toEqual([]);
  });
});

describe('metrics', () => {
  test('that alarms and autoscalers go by are those of the gateway', async () => {
    const metrics = new GatewayMetrics(new Rejections());
    metrics.describeProcess();
    const known = new Set(Array.from((await metrics.text()).matchAll(/^# TYPE (\S+)/gm), (match) => match[1]));
    const files = ['components/keda/hosts.yaml', 'components/keda/gateways.yaml', 'components/monitoring/rules.yaml'];
    const texts = [...files.map((file) => `deploy/kubernetes/${file}`), 'docs/deploy.md'].map((file) =>
      readFileSync(path.join(ROOT, file), 'utf8'),
    );
    const used = new Set(
      texts
        .join('\n')
        .match(/\b(?:remote_view|nodejs|process)_[a-z0-9_]+/g)
        ?.map((name) => name.replace(/_bucket$/, '')),
    );
    expect(used.size).toBeGreaterThan(8);
    expect([...used].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('YAML', () => {
  test('with a key that is there twice is refused', () => {
    expect(() => parseManifests('kind: A\nkind: B\n', 'a.yaml')).toThrow(/a\.yaml: Map keys must be unique/);
  });
});

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata?.name}`;
}

function covers(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function podNamed(manifests: readonly Manifest[], name: string) {
  return podOf(manifests.find((manifest) => nameOf(manifest) === `Deployment ${name}`)!)!;
}

function containerOf(manifests: readonly Manifest[], name: string): Container {
  return podNamed(manifests, name).containers.find((container) => container.name === name)!;
}

function expectKnown(
  { flags, variables }: Program,
  { command = [], args = [], env = [] }: Container,
  more: readonly string[],
): void {
  const said = [...env.map(({ name }) => name), ...more, ...(command.join(' ').match(/REMOTE_VIEW_\w+/g) ?? [])];
  const ours = said.filter((name) => name.startsWith('REMOTE_VIEW_'));
  expect(ours.filter((name) => !variables.has(name))).toEqual([]);
  expect(flagsIn(args).filter((flag) => !flags.has(flag))).toEqual([]);
}
