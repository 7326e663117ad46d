import { Listeners } from '../listeners';
import type { Timeline } from '../timeline';
import type { MasterEvent } from './events';

export interface FrameworkInfo {
  readonly name: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly hostname: string;
  readonly webuiUrl?: string;
  /** Milliseconds that the master waits for a framework which has lost its connection. */
  readonly failoverTimeout: number;
  readonly checkpoint: boolean;
  readonly capabilities: readonly string[];
}

export interface Framework extends FrameworkInfo {
  readonly id: string;
  readonly connected: boolean;
  /** Known only from what its agents said after a failover; it has not registered with this master. */
  readonly recovered: boolean;
  /** Milliseconds since the epoch. */
  readonly registeredAt: number;
  readonly reregisteredAt?: number;
  /** When it was completed: torn down, or away for longer than it said. */
  readonly completedAt?: number;
}

/** Who is registered with the master, and who was. */
export class Frameworks {
  readonly events = new Listeners<MasterEvent>();
  private readonly known = new Map<string, Framework>();
  private registrations = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly masterId: () => string,
  ) {}

  /** Those that have not been completed. */
  all(): readonly Framework[] {
    return [...this.known.values()].filter(({ completedAt }) => completedAt === undefined);
  }

  completed(): readonly Framework[] {
    return [...this.known.values()]
      .filter(({ completedAt }) => completedAt !== undefined)
      .sort((a, b) => (a.completedAt ?? 0) - (b.completedAt ?? 0));
  }

  find(id: string): Framework | undefined {
    return this.known.get(id);
  }

  /** @param own the id that the framework brings along, as one that comes back does */
  register(info: FrameworkInfo, own?: string): Framework {
    const id = own ?? `${this.masterId()}-${String(this.registrations++).padStart(4, '0')}`;
    const framework = {
      ...info,
      id,
      connected: true,
      recovered: false,
      registeredAt: this.timeline.now,
    };
    this.known.set(id, framework);
    this.events.tell({ type: 'FRAMEWORK_ADDED', frameworkId: id });
    return framework;
  }

  /** It is back under its id, maybe with other roles. */
  reregister(id: string, info: Partial<FrameworkInfo> = {}): void {
    const framework = this.known.get(id);
    if (!framework || framework.completedAt !== undefined) return;
    const wasKnown = !framework.recovered;
    this.known.set(id, {
      ...framework,
      ...info,
      connected: true,
      recovered: false,
      reregisteredAt: this.timeline.now,
    });
    this.events.tell({ type: wasKnown ? 'FRAMEWORK_UPDATED' : 'FRAMEWORK_ADDED', frameworkId: id });
  }

  setRoles(id: string, roles: readonly string[]): void {
    const framework = this.known.get(id);
    if (!framework || framework.roles.join() === roles.join()) return;
    this.known.set(id, { ...framework, roles });
    this.events.tell({ type: 'FRAMEWORK_UPDATED', frameworkId: id });
  }

  /** Its connection is gone; it is completed unless it is back in time. */
  disconnect(id: string): void {
    const framework = this.known.get(id);
    if (!framework?.connected) return;
    const away = { ...framework, connected: false };
    this.known.set(id, away);
    this.events.tell({ type: 'FRAMEWORK_UPDATED', frameworkId: id });
    this.timeline.after(framework.failoverTimeout, () => {
      if (this.known.get(id) === away) this.complete(id);
    });
  }

  complete(id: string): void {
    const framework = this.known.get(id);
    if (!framework || framework.completedAt !== undefined) return;
    this.known.set(id, { ...framework, connected: false, completedAt: this.timeline.now });
    this.events.tell({ type: 'FRAMEWORK_REMOVED', frameworkId: id });
  }

  /** Another master leads: it has heard of these frameworks from agents only, and has never seen completed ones. */
  failover(recovered: (framework: Framework) => boolean): void {
    this.registrations = 0;
    for (const framework of [...this.known.values()]) {
      if (framework.completedAt !== undefined) this.known.delete(framework.id);
      else if (recovered(framework)) {
        this.known.set(framework.id, { ...framework, connected: false, recovered: true });
      } else this.known.set(framework.id, { ...framework, reregisteredAt: this.timeline.now });
    }
  }
}
