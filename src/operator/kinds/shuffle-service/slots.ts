import type { ShuffleServiceSpec } from '../../../manifest';
import type { ClusterView, PortsOfApp } from '../../ports';
import type { SlotChoice } from './model';

/** Everybody who may hold a port. What nobody lists cannot be known: a task of a deleted app on a lost agent. */
export interface PortHolders {
  readonly view: ClusterView;
  readonly apps: readonly PortsOfApp[];
  /** Ports that shuffle services have decided on, this one among them, with the service's name. */
  readonly services: ReadonlyMap<number, string>;
}

/**
 * The port for a new app: the one that the spec names, else the lowest slot that nothing uses on any agent, lost
 * ones included. One allocator for all services: what a service has decided on stands in its state before anything
 * follows from it, and there is one writer.
 * @param ownAppId an app of ours of which nothing is written down: it keeps its port
 */
export function chooseSlot(spec: ShuffleServiceSpec, holders: PortHolders, ownAppId?: string): SlotChoice {
  const mine = holders.apps.find(({ id }) => id === ownAppId)?.wanted[0];
  const fits = spec.port === undefined || spec.port === mine;
  if (mine !== undefined && fits && spec.slots.includes(mine)) return { is: 'free', port: mine };
  const candidates = spec.port === undefined ? [...spec.slots].sort((a, b) => a - b) : [spec.port];
  const taken: string[] = [];
  for (const port of candidates) {
    const by = holderOf(port, holders, ownAppId);
    if (by === undefined) return { is: 'free', port };
    taken.push(`${port} is used by ${by}`);
  }
  return { is: 'none', message: taken.join(', ') };
}

function holderOf(port: number, holders: PortHolders, ownAppId: string | undefined): string | undefined {
  const { view, apps, services } = holders;
  const service = services.get(port);
  if (service !== undefined) return `the shuffle service ${service}`;
  const app = apps.find(
    ({ id, wanted, held }) => id !== ownAppId && (wanted.includes(port) || held.includes(port)),
  );
  if (app) return app.id;
  if (view.is === 'unknown') return 'nobody knows whom';
  const agent = view.agents.find((one) => one.usedPorts().has(port));
  return agent && `a task on ${agent.hostname}`;
}
