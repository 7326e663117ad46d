import { Listeners } from '../listeners';
import type { Core } from './core';

/** Milliseconds from the end of a leader until another process leads; as recorded, 1.3 s after an abdication. */
const ELECTION = 1_300;
/** Milliseconds from the end of a process until its supervisor has started it again. */
const RESTART = 3_000;
/** Milliseconds from the loss of the Mesos master to the end of the process. */
const SUICIDE = 100;

interface Node {
  readonly address: string;
  running: boolean;
}

/** How one process of Marathon answers now. */
export type Standing = 'down' | 'leader' | 'standby';

/**
 * The processes of Marathon. A leader that abdicates or loses the Mesos master ends its process; a standby leads
 * then, or the same one once its supervisor has started it again.
 */
export class Leadership {
  /** Told when the connections to a process break: its index. */
  readonly ended = new Listeners<number>();
  private readonly nodes: readonly Node[];

  constructor(
    private readonly core: Core,
    addresses: readonly string[],
    private readonly takeOver: () => void,
  ) {
    this.nodes = addresses.map((address) => ({ address, running: true }));
  }

  address(index: number): string {
    return this.nodes[index]?.address ?? '';
  }

  /** A standby is who runs while another process is the leader that everybody names. */
  standing(index: number): Standing {
    if (!this.nodes[index]?.running) return 'down';
    return this.nodes.some(({ address }, i) => i !== index && address === this.core.config.leader)
      ? 'standby'
      : 'leader';
  }

  /** The old leader still answers until another one leads; alone, it is gone at once. */
  abdicate(): void {
    const standby = this.nodes.some(({ running }, i) => running && this.standing(i) === 'standby');
    if (standby) this.core.timeline.after(ELECTION, () => this.end(0));
    else this.end();
  }

  /** The connection to the Mesos master is lost: the process ends with status 103. */
  loseMaster(): void {
    if (!this.core.leading) return;
    this.core.events.emit('scheduler_disconnected_event', {});
    this.core.cluster.frameworks.disconnect(this.core.frameworkId);
    this.core.timeline.after(SUICIDE, () => this.end());
  }

  /** The leader's process is gone. */
  end(election = ELECTION): void {
    const { core } = this;
    const index = this.nodes.findIndex((_, i) => this.standing(i) === 'leader');
    const node = this.nodes[index];
    if (!node || !core.leading) return;
    node.running = false;
    core.leading = false;
    core.config = { ...core.config, leader: undefined };
    core.cluster.frameworks.disconnect(core.frameworkId);
    this.ended.tell(index);
    if (core.config.restarts) core.timeline.after(RESTART, () => this.start(node));
    if (this.nodes.some(({ running }) => running)) core.timeline.after(election, () => this.elect());
  }

  /** Starts what is down; it leads if nobody does. */
  startAll(): void {
    for (const node of this.nodes) this.start(node);
  }

  view(): readonly { readonly address: string; readonly is: Standing }[] {
    return this.nodes.map(({ address }, i) => ({ address, is: this.standing(i) }));
  }

  private start(node: Node): void {
    if (node.running) return;
    node.running = true;
    this.elect();
  }

  private elect(): void {
    const { core } = this;
    const next = this.nodes.find(({ running }) => running);
    if (core.leading || !next) return;
    core.config = { ...core.config, leader: next.address };
    core.leading = true;
    this.takeOver();
  }
}
