import { Construct } from 'constructs';
import type { Problem } from '../src/domain/core/problem';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import { type SparkDispatcherManifestInput, sparkDispatcherManifest } from '../src/manifest/spark-dispatcher';
import type { ICluster } from './cluster';
import { rejectIn, unknownProblems } from './known';
import { declarationProblems } from './manifest-problems';
import type { IManifestStore } from './manifest-store';
import { dispatcherUrlProblems, type ISparkDispatcher } from './spark-dispatcher-url';

type PackageSpec = Extract<SparkDispatcherManifestInput['spec'], { provider: 'Package' }>;

export interface SparkDispatcherPackageProps {
  readonly store: IManifestStore;
  /** Of the manifest, unique among dispatchers: lower-case letters, digits and dashes. */
  readonly name: string;
  /** A DC/OS with a `cosmosUrl`: the operator asks its package manager. */
  readonly cluster: ICluster;
  /**
   * Where applications of this program are submitted, such as `http://dispatcher.NAME.l4lb.thisdcos.directory:7077`
   * where the operator runs on a node of DC/OS, the only place where that name leads somewhere.
   * @default - none
   */
  readonly url?: string;
  /** In the catalog. @default 'spark' */
  readonly packageName?: string;
  /** @default - the catalog's when it is installed, then whatever is there */
  readonly packageVersion?: string;
  /** As {@link sparkPackageOptions} makes them. No secrets. @default - the package's defaults */
  readonly options?: Readonly<Record<string, unknown>>;
  /** True changes one that somebody has installed otherwise. @default false */
  readonly adopt?: boolean;
  /** `Teardown`: once it is declared no longer it is uninstalled, with every driver. @default 'Retain' */
  readonly deletionPolicy?: 'Retain' | 'Teardown';
  /** True: the operator observes and reports, and writes nothing. @default false */
  readonly paused?: boolean;
  /** Of the manifest. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the manifest. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Declares the dispatcher of DC/OS' own package, which the operator installs and keeps. */
export class SparkDispatcherPackage extends Construct implements ISparkDispatcher {
  readonly name: string;
  readonly url: string | undefined;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: SparkDispatcherPackageProps) {
    super(scope, id);
    const told = [
      ...unknownProblems('name', props.name),
      ...clusterProblems(props),
      ...dispatcherUrlProblems(props.url),
    ];
    const input = manifest(props);
    rejectIn(
      this,
      declarationProblems(told, () => parseBySchema(sparkDispatcherManifest, input), inProps),
    );
    this.name = props.name;
    this.url = props.url;
    props.store.addManifest(input);
  }
}

function manifest(props: SparkDispatcherPackageProps): SparkDispatcherManifestInput {
  const { name, labels, annotations, packageName, packageVersion, options } = props;
  const { adopt, deletionPolicy, paused } = props;
  return {
    apiVersion: API_VERSION,
    kind: 'SparkDispatcher',
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    },
    spec: {
      provider: 'Package',
      ...(packageName === undefined ? {} : { package: packageName }),
      ...(packageVersion === undefined ? {} : { packageVersion }),
      ...(options === undefined ? {} : { options: options as NonNullable<PackageSpec['options']> }),
      ...(adopt === undefined ? {} : { adopt }),
      ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
      ...(paused === undefined ? {} : { paused }),
    },
  };
}

/** Where it stands in the props, not in the manifest. */
function inProps(problem: Problem): Problem {
  return { ...problem, at: problem.at.replace(/^(spec|metadata)\./, '').replace(/^package$/, 'packageName') };
}

function clusterProblems({ cluster }: SparkDispatcherPackageProps): readonly Problem[] {
  if (cluster.cosmosUrl !== undefined) return [];
  const wanted = 'a DcosCluster with a cosmosUrl';
  return [
    { at: 'cluster', found: 'one without', wanted, fix: 'the operator could not reach the package manager' },
  ];
}
