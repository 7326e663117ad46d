import { Construct } from 'constructs';
import { Size } from '../src/domain/core/size';
import { MARATHON_SECRET_FILE } from '../src/domain/marathon-server/on-machines';
import { onMarathon } from '../src/domain/marathon-server/on-marathon';
import { withoutSlashes } from './cluster-checks';
import { type CheckedMarathon, checkMarathon, serviceUrl, sized } from './dedicated-marathon-checks';
import { MarathonMachines } from './dedicated-marathon-machines';
import type { DedicatedMarathonProps, OnMarathonProps } from './dedicated-marathon-props';
import { rejectIn } from './known';
import { MarathonApp } from './marathon-app';

/**
 * A highly available Marathon that is registered with a role, for which agents reserve resources: what a shuffle
 * service needs where the cluster's own Marathon cannot take them, which is every Marathon before 1.9 (DC/OS 1.x), and
 * where there is none at all.
 */
export class DedicatedMarathon extends Construct {
  readonly name: string;
  readonly role: string;
  /** Base URLs of its API, separated by commas and without a slash at the end. */
  readonly marathonUrl: string;
  /** The app that runs it, of which the operator keeps the status `MarathonApp/NAME`; undefined on machines. */
  readonly appId: string | undefined;
  /** What alarms need of its machines and their load balancer; undefined where it is an app. */
  readonly machines: MarathonMachines | undefined;

  /** @throws ProblemError that names everything that cannot work: where, found, wanted and how to mend it */
  constructor(scope: Construct, id: string, props: DedicatedMarathonProps) {
    super(scope, id);
    const { name, role, runs, mesosAuthentication: proof } = props;
    this.name = name;
    this.role = role;
    if (runs.on === 'marathon') {
      const checked = checkMarathon(this, props, proof?.secretFile);
      this.marathonUrl = withoutSlashes(runs.url ?? serviceUrl(props.cluster, name) ?? '');
      this.appId = this.addApp(checked, props, runs);
    } else {
      const checked = checkMarathon(
        this,
        props,
        proof?.secretArn === undefined ? undefined : MARATHON_SECRET_FILE,
      );
      this.machines = new MarathonMachines(this, 'machines', { checked, props, runs });
      this.marathonUrl = this.machines.url;
    }
  }

  private addApp(
    { server, heap }: CheckedMarathon,
    props: DedicatedMarathonProps,
    runs: OnMarathonProps,
  ): string {
    const {
      store,
      source,
      instances = 2,
      cpus = 1,
      port,
      attributes = {},
      environment = {},
      app = {},
    } = runs;
    const memory = sized('runs.memory', runs.memory ?? Size.mebibytes(Math.ceil(heap.toMebibytes() * 1.5)));
    if ('problems' in memory) {
      rejectIn(this, memory.problems);
      throw new Error('not reached: the problems were thrown');
    }
    const { kind: platform } = props.cluster.platform;
    const definition = onMarathon(server, {
      appId: runs.appId ?? `/${server.name}`,
      source,
      platform,
      instances,
      cpus,
      heap,
      memory: memory.value,
      ...(port === undefined ? {} : { port }),
      nativeLibrary: runs.nativeLibrary ?? nativeLibrary(props),
      attributes,
      environment,
      app,
    });
    const { upgrade, deletionPolicy } = runs;
    return new MarathonApp(this, 'app', {
      store,
      name: server.name,
      app: definition as typeof definition & { readonly id: string },
      // A ZooKeeper URL with a password is named by nobody: manifests hold none.
      answersAt: [this.marathonUrl, server.zookeeperUrl].filter((one) => one !== '' && !one.includes('@')),
      ...(upgrade === undefined ? {} : { upgrade }),
      ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
    }).appId;
  }
}

/** Where an agent of the platform has Mesos' library. */
function nativeLibrary({ cluster: { platform } }: DedicatedMarathonProps): string {
  if (platform.kind === 'dcos') return '/opt/mesosphere/lib/libmesos.so';
  return platform.installation.library;
}
