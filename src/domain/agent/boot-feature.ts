import type { UnitFile } from './platform-rules';

/** A file of the machine, as cloud-init writes it. */
export interface BootFile {
  readonly path: string;
  /** Octal, four digits. */
  readonly mode: string;
  readonly owner: 'root:root';
  readonly content: string;
}

/** One thing that an agent's machine does beside the others: its scripts, units, settings and files. */
export interface BootFeature {
  /** Names in `constructs/boot`; several features may name one. */
  readonly scripts?: readonly string[];
  readonly units?: readonly UnitFile[];
  /** Units that systemd starts at every boot, in the order in which the first boot enables them. */
  readonly enabled?: readonly string[];
  /** Units that the first boot starts; each must bring what it needs. */
  readonly started?: readonly string[];
  /** For `agent.env`: every step reads it, so names carry the feature's own first word. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What varies from group to group and is no setting. */
  readonly files?: readonly BootFile[];
}

/** A file of root's that everybody may read. */
export function plainFile(path: string, content: string): BootFile {
  return { path, mode: '0644', owner: 'root:root', content };
}

/** The union of features; units of the same name must be equal and are written once. */
export function joined(features: readonly BootFeature[]): Required<BootFeature> {
  const list = <T>(of: (feature: BootFeature) => readonly T[] | undefined) => [
    ...new Set(features.flatMap((feature) => of(feature) ?? [])),
  ];
  return {
    scripts: list((feature) => feature.scripts),
    units: list((feature) => feature.units),
    enabled: list((feature) => feature.enabled),
    started: list((feature) => feature.started),
    settings: Object.assign({}, ...features.map((feature) => feature.settings ?? {})),
    files: list((feature) => feature.files),
  };
}
