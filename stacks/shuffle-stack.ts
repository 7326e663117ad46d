import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  AgentGroup,
  DeployedAgents,
  type ICluster,
  ManifestStore,
  MarathonApp,
  Operator,
  ShuffleMonitoring,
  ShuffleService,
  SparkDefaults,
  StaticReservation,
} from '../constructs';
import { agentsPart } from './agents-part';
import { clusterPart } from './cluster-part';
import { defined } from './defined';
import { Gather, type Made, needed } from './gather';
import { monitoringPart } from './monitoring-part';
import { awsProvider } from './provider';
import { appPart, defaultsPart, operatorPart, servicesPart, sparkPart } from './services-part';
import type { Settings } from './settings';
import { addSparkUsers } from './spark-users';

/**
 * The ready-made stack: agents, their shuffle services, Spark's defaults, who is given them, and the operator that
 * keeps all of it.
 * Construct ids come from the names in the settings, so that another order of the file changes nothing.
 */
export class ShuffleStack extends TerraformStack {
  private readonly gather: Gather;

  /**
   * @throws ProblemError with everything that cannot work, each at its place in the settings
   */
  constructor(
    scope: Construct,
    private readonly settings: Settings,
  ) {
    super(scope, settings.name);
    this.gather = new Gather(settings.name);
    awsProvider(this, settings.aws);
    terraformState(this, settings.terraformState);
    const cluster = this.gather.one('cluster', () => clusterPart(this, settings.cluster));
    const pools = this.gather.each('reservations', settings.reservations, (pool, role) =>
      StaticReservation.forRole(role, defined(pool)),
    );
    const agents = this.addAgents(cluster, pools);
    const store = this.gather.one(
      'store',
      () => new ManifestStore(this, 'store', defined(settings.store ?? {})),
    );
    const defaults = this.addDefaults(store, this.addServices(store, pools, agents));
    addSparkUsers(this, { gather: this.gather, settings, cluster, store, agents, defaults });
    this.addApps(store);
    const operator = this.gather.one('operator', () => {
      return new Operator(this, 'operator', {
        ...operatorPart(settings.operator),
        store: needed(store),
        cluster: needed(cluster),
        agents: [...agents.values()],
      });
    });
    this.addMonitoring(operator);
    this.gather.one('store', () => this.tellStores(needed(store)));
    this.gather.done();
  }

  /** What `mesos-spark operator run` wants to be told by people who look at the cluster from elsewhere. */
  private tellStores({ manifests, state }: ManifestStore): void {
    new TerraformOutput(this, 'manifests', { value: `s3://${manifests.bucketName}`, staticId: true });
    new TerraformOutput(this, 'state', { value: `s3://${state.bucketName}`, staticId: true });
  }

  private addAgents(cluster: ICluster | undefined, pools: Made<StaticReservation>): Made<AgentGroup> {
    const file = this.settings.deployed;
    const all = this.gather.each('agents', this.settings.agents, (group, name) => {
      const props = agentsPart(group);
      const reservations = group.reservations.map((role) => needed(pools.get(role)));
      const output = shapesOutput(name);
      return new AgentGroup(this, `agents-${name}`, {
        ...props,
        cluster: needed(cluster),
        reservations,
        deployed:
          file === undefined ? undefined : DeployedAgents.fromFile(file, { stack: this.node.id, output }),
      });
    });
    for (const [name, { shapes }] of all) {
      new TerraformOutput(this, shapesOutput(name), { value: shapes, staticId: true });
    }
    return all;
  }

  private addServices(
    store: ManifestStore | undefined,
    pools: Made<StaticReservation>,
    agents: Made<AgentGroup>,
  ): Made<ShuffleService> {
    return this.gather.each('shuffleServices', this.settings.shuffleServices, (service, name) => {
      const { reservation, agents: groups, spark } = service;
      const more = servicesPart(service);
      const distribution = sparkPart(spark);
      return new ShuffleService(this, `shuffle-service-${name}`, {
        ...more,
        name,
        store: needed(store),
        reservation: needed(pools.get(reservation)),
        agents: groups.map((group) => needed(agents.get(group))),
        spark: distribution,
      });
    });
  }

  private addMonitoring(operator: Operator | undefined): void {
    const { monitoring, shuffleServices } = this.settings;
    if (monitoring === undefined) return;
    const services = Object.keys(shuffleServices)
      .sort()
      .map((name) => ({ name }));
    this.gather.one('monitoring', () => {
      const props = { ...monitoringPart(monitoring), operator: needed(operator), services };
      return new ShuffleMonitoring(this, 'monitoring', props);
    });
  }

  private addApps(store: ManifestStore | undefined): void {
    this.gather.each('marathonApps', this.settings.marathonApps ?? {}, (given, name) => {
      return new MarathonApp(this, `marathon-app-${name}`, appPart(given, name, needed(store)));
    });
  }

  private addDefaults(store: ManifestStore | undefined, services: Made<ShuffleService>): Made<SparkDefaults> {
    return this.gather.each('sparkDefaults', this.settings.sparkDefaults ?? {}, (defaults, name) => {
      return new SparkDefaults(this, `spark-defaults-${name}`, {
        ...defaultsPart(defaults),
        name,
        store: needed(store),
        shuffle: needed(services.get(defaults.shuffleService)),
      });
    });
  }
}

/** What the machines of a group may be made of, for `deployed`. */
function shapesOutput(group: string): string {
  return `agent-shapes-${group}`;
}

function terraformState(scope: Construct, state: Settings['terraformState']): void {
  if (state?.kind === 'local') new LocalBackend(scope, { path: state.path });
  if (state?.kind === 's3') {
    const { kind: _, lockTable, ...place } = state;
    new S3Backend(scope, { encrypt: true, ...defined({ ...place, dynamodbTable: lockTable }) });
  }
}
