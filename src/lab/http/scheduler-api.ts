import type { JsonObject } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import type { FrameworkInfo } from '../world/mesos/frameworks';
import type { MasterAddress } from '../world/mesos/masters';
import { CallError, type Fields, isFields, readCall } from './call-fields';
import { offerV1 } from './frameworks-view';
import { checkTypes, masterInfoJson } from './operator-api';
import { HEARTBEAT_SECONDS, heartbeats, record } from './record-stream';
import type { LabRequest, LabResponse } from './route';
import { acceptOffers, declineOffers } from './scheduler-offers';
import { OpenStreams, type Outlet } from './streams';

interface Subscription {
  readonly streamId: string;
  readonly outlet: Outlet;
}

/** `--allocation_interval`, in milliseconds: until what has become free is offered. */
const ALLOCATION_INTERVAL = 1_000;

/** POST /api/v1/scheduler, for frameworks that are programs beside the lab (src/master/http.cpp, Master::Http::scheduler). */
export class SchedulerApi {
  readonly streams = new OpenStreams();
  private readonly subscriptions = new Map<string, Subscription>();
  private allocatesAt: number | undefined;

  constructor(private readonly cluster: Cluster) {
    cluster.changed.add(() => this.allocateSoon(ALLOCATION_INTERVAL));
    cluster.offers.made.add((offers) => {
      const [first] = offers;
      this.send(first?.frameworkId, {
        type: 'OFFERS',
        offers: { offers: offers.map((offer) => offerV1(cluster, offer)) },
      });
    });
    cluster.offers.rescinded.add(({ id, frameworkId }) =>
      this.send(frameworkId, { type: 'RESCIND', rescind: { offer_id: { value: id } } }),
    );
    cluster.tasks.updates.add(({ frameworkId, taskId, agentId, state, message }) =>
      this.send(frameworkId, {
        type: 'UPDATE',
        update: {
          status: { task_id: { value: taskId }, agent_id: { value: agentId }, state, message },
        },
      }),
    );
    cluster.events.add((event) => {
      if (event.type !== 'FRAMEWORK_REMOVED') return;
      this.subscriptions.get(event.frameworkId)?.outlet.end();
      cluster.tasks.acknowledging.delete(event.frameworkId);
    });
  }

  answer(request: LabRequest, address: MasterAddress): LabResponse | Response {
    checkTypes(request);
    const call = readCall(request.body);
    const given = isFields(call['framework_id']) ? String(call['framework_id']['value']) : undefined;
    if (call['type'] === 'SUBSCRIBE') return this.subscribe(call, given, address);
    const id = this.subscribed(given, request);
    this.act(id, call);
    return { status: 202 };
  }

  private subscribed(given: string | undefined, { headers }: LabRequest): string {
    if (given === undefined || this.cluster.frameworks.find(given)?.completedAt !== undefined) {
      throw new CallError(400, 'Framework cannot be found');
    }
    if (!this.cluster.frameworks.find(given)) throw new CallError(400, 'Framework cannot be found');
    const streamId = headers.get('mesos-stream-id');
    if (streamId === null) {
      throw new CallError(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
    }
    const subscription = this.subscriptions.get(given);
    if (!subscription) throw new CallError(403, 'Framework is not subscribed');
    if (subscription.streamId !== streamId) {
      throw new CallError(
        400,
        `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${given}`,
      );
    }
    return given;
  }

  private act(id: string, call: Fields): void {
    const { cluster } = this;
    switch (call['type']) {
      case 'DECLINE':
        declineOffers(cluster, isFields(call['decline']) ? call['decline'] : {});
        break;
      case 'ACCEPT':
        acceptOffers(cluster, id, isFields(call['accept']) ? call['accept'] : {});
        break;
      case 'REVIVE':
        cluster.offers.revive(id);
        break;
      case 'KILL':
        cluster.tasks.kill(taskIdOf(call['kill']));
        break;
      case 'TEARDOWN':
        cluster.frameworks.complete(id);
        break;
      case 'ACKNOWLEDGE':
        cluster.tasks.acknowledge(taskIdOf(call['acknowledge']));
        break;
      default:
        throw new CallError(501, `The lab does not answer ${String(call['type'])}.`);
    }
    this.allocateSoon(ALLOCATION_INTERVAL);
  }

  private subscribe(call: Fields, given: string | undefined, address: MasterAddress): Response {
    const { cluster } = this;
    const fields = isFields(call['subscribe']) ? call['subscribe'] : {};
    const raw = isFields(fields['framework_info']) ? fields['framework_info'] : {};
    const info = readInfo(raw);
    const known = given === undefined ? undefined : cluster.frameworks.find(given);
    const streamId = cluster.random.uuid();
    const headers = { 'Content-Type': 'application/json', 'Mesos-Stream-Id': streamId };
    const refuse = (message: string) =>
      this.streams.start(headers, (outlet) => {
        outlet.send(record({ type: 'ERROR', error: { message } }));
        outlet.end();
        return () => undefined;
      });
    if (known?.completedAt !== undefined) return refuse('Framework has been removed');
    if (raw['roles'] !== undefined && !info.capabilities.includes('MULTI_ROLE')) {
      return refuse("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
    }
    if (known) this.subscriptions.get(known.id)?.outlet.end();
    const { id } = known ?? cluster.frameworks.register(info);
    if (known) cluster.frameworks.reregister(known.id, info);
    cluster.tasks.acknowledging.add(id);
    return this.streams.start(headers, (outlet) => {
      const subscription = { streamId, outlet };
      this.subscriptions.set(id, subscription);
      outlet.send(record({ type: 'SUBSCRIBED', subscribed: this.subscribedJson(id, address) }));
      const stopHeart = heartbeats(cluster.timeline, outlet);
      this.allocateSoon(0);
      return () => {
        stopHeart();
        if (this.subscriptions.get(id) !== subscription) return;
        this.subscriptions.delete(id);
        cluster.offers.forget(id);
        cluster.frameworks.disconnect(id);
      };
    });
  }

  private subscribedJson(id: string, address: MasterAddress): JsonObject {
    return {
      framework_id: { value: id },
      heartbeat_interval_seconds: HEARTBEAT_SECONDS,
      master_info: masterInfoJson(this.cluster, address),
    };
  }

  /** Once for all who ask in the same moment. */
  private allocateSoon(millis: number): void {
    const at = this.cluster.timeline.now + millis;
    if (this.subscriptions.size === 0 || (this.allocatesAt ?? Number.POSITIVE_INFINITY) <= at) return;
    this.allocatesAt = at;
    this.cluster.timeline.after(millis, () => {
      if (this.allocatesAt !== at) return;
      this.allocatesAt = undefined;
      const { frameworks, offers } = this.cluster;
      offers.allocate([...this.subscriptions.keys()].flatMap((id) => frameworks.find(id) ?? []));
    });
  }

  private send(frameworkId: string | undefined, event: JsonObject): void {
    this.subscriptions.get(frameworkId ?? '')?.outlet.send(record(event));
  }
}

function taskIdOf(fields: unknown): string {
  const id = isFields(fields) ? fields['task_id'] : undefined;
  return isFields(id) ? String(id['value']) : '';
}

function readInfo(raw: Fields): FrameworkInfo {
  const text = (name: string) => (typeof raw[name] === 'string' ? raw[name] : '');
  const list = (name: string) => (Array.isArray(raw[name]) ? (raw[name] as readonly unknown[]) : []);
  const roles = raw['roles'] === undefined ? [text('role') || '*'] : list('roles').map(String);
  const webuiUrl = text('webui_url');
  return {
    name: text('name'),
    user: text('user'),
    roles,
    hostname: text('hostname'),
    ...(webuiUrl === '' ? {} : { webuiUrl }),
    failoverTimeout: Number(raw['failover_timeout'] ?? 0) * 1000,
    checkpoint: raw['checkpoint'] === true,
    capabilities: list('capabilities').flatMap((one) => (isFields(one) ? String(one['type']) : [])),
  };
}
