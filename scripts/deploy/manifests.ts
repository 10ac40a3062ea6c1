/** Reads the Kubernetes manifests of `deploy/kubernetes`, as they are written and as `kubectl` puts them together. */
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../run-node.ts';

/** As much of a manifest's form as the tests go by; whether it is right is for the schemas. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name: string; readonly namespace?: string };
  readonly spec?: Spec;
  readonly [key: string]: unknown;
}

export interface Spec {
  readonly selector?: { readonly matchLabels?: Labels } & Record<string, unknown>;
  readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
  readonly podSelector?: { readonly matchLabels?: Labels };
  readonly scaleTargetRef?: { readonly kind?: string; readonly name: string };
  readonly [key: string]: unknown;
}

export type Labels = Readonly<Record<string, string>>;

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly terminationGracePeriodSeconds?: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

export const KUBERNETES = 'deploy/kubernetes';
export const OVERLAYS = ['dev', 'production'] as const;

/** All YAML files below `deploy/kubernetes` and `deploy/coturn`, relative to the repository. */
export function yamlFiles(): string[] {
  return globSync([`${KUBERNETES}/**/*.yaml`, 'deploy/coturn/*.yaml'], { cwd: ROOT }).sort();
}

/** @throws Error where it is no YAML, or says a key twice */
export function readManifests(file: string): Manifest[] {
  return parseManifests(readFileSync(path.join(ROOT, file), 'utf8'), file);
}

export function parseManifests(text: string, file: string): Manifest[] {
  return [...parseAllDocuments(text)].map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw new Error(`${file}: ${problem.message}`);
    return document.toJS() as Manifest;
  });
}

/** What would be applied; undefined where there is no `kubectl`. It asks no cluster: kustomize only puts files together. */
export async function render(overlay: string): Promise<Manifest[] | undefined> {
  const folder = `${KUBERNETES}/overlays/${overlay}`;
  try {
    const env = { ...process.env, KUBECONFIG: '/dev/null' };
    const { stdout } = await promisify(execFile)('kubectl', ['kustomize', folder], { cwd: ROOT, env, timeout: 15_000 });
    return parseManifests(stdout, folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** The pods of a Deployment or DaemonSet; of others none. */
export function podOf(manifest: Manifest): PodSpec | undefined {
  return ['Deployment', 'DaemonSet', 'StatefulSet'].includes(manifest.kind) ? manifest.spec?.template?.spec : undefined;
}

export function containersOf(manifest: Manifest): readonly Container[] {
  const pod = podOf(manifest);
  return pod === undefined ? [] : [...(pod.initContainers ?? []), ...pod.containers];
}
