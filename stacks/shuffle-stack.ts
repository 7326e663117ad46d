import { LocalBackend, S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import {
  AgentGroup,
  ManifestStore,
  Operator,
  ShuffleService,
  SparkDefaults,
  StaticReservation,
} from '../constructs';
import { agentsPart } from './agents-part';
import { clusterPart } from './cluster-part';
import { defined, texts } from './defined';
import { Gather, needed } from './gather';
import { awsProvider } from './provider';
import { sparkPart } from './services-part';
import type { Settings } from './settings';

/**
 * The ready-made stack: agents, their shuffle services, Spark's defaults, and the operator that keeps them.
 * Construct ids come from the names in the settings, so that another order of the file changes nothing.
 */
export class ShuffleStack extends TerraformStack {
  /**
   * @throws ProblemError with everything that cannot work, each at its place in the settings
   */
  constructor(scope: Construct, settings: Settings) {
    super(scope, settings.name);
    const gather = new Gather(settings.name);
    awsProvider(this, settings.aws);
    terraformState(this, settings.terraformState);
    const cluster = gather.one('cluster', () => clusterPart(this, settings.cluster));
    const pools = gather.each('reservations', settings.reservations, (pool, role) =>
      StaticReservation.forRole(role, { ...defined(pool) }),
    );
    const agents = gather.each('agents', settings.agents, (group, name) => {
      const props = agentsPart(group);
      const reservations = group.reservations.map((role) => needed(pools.get(role)));
      return new AgentGroup(this, `agents-${name}`, { ...props, cluster: needed(cluster), reservations });
    });
    const store = gather.one('store', () => new ManifestStore(this, 'store', defined(settings.store ?? {})));
    const services = gather.each('shuffleServices', settings.shuffleServices, (service, name) => {
      const { reservation, agents: groups, spark, ...more } = service;
      const distribution = sparkPart(spark);
      return new ShuffleService(this, `shuffle-service-${name}`, {
        ...defined(more),
        name,
        store: needed(store),
        reservation: needed(pools.get(reservation)),
        agents: groups.map((group) => needed(agents.get(group))),
        spark: distribution,
      });
    });
    gather.each('sparkDefaults', settings.sparkDefaults ?? {}, (defaults, name) => {
      const { shuffleService, dynamicAllocation, properties } = defaults;
      return new SparkDefaults(this, `spark-defaults-${name}`, {
        name,
        store: needed(store),
        shuffle: needed(services.get(shuffleService)),
        ...defined({
          dynamicAllocation: dynamicAllocation && defined(dynamicAllocation),
          properties: properties && texts(properties),
        }),
      });
    });
    gather.one('operator', () => {
      const props = { store: needed(store), cluster: needed(cluster) };
      return new Operator(this, 'operator', { ...props, ...defined(settings.operator ?? {}) });
    });
    gather.done();
  }
}

function terraformState(scope: Construct, state: Settings['terraformState']): void {
  if (state?.kind === 'local') new LocalBackend(scope, { path: state.path });
  if (state?.kind === 's3') {
    const { kind: _, lockTable, ...place } = state;
    new S3Backend(scope, { encrypt: true, ...defined({ ...place, dynamodbTable: lockTable }) });
  }
}
