import { Listeners } from '../listeners';

export interface MasterAddress {
  readonly hostname: string;
  readonly port: number;
}

interface Node {
  readonly address: MasterAddress;
  running: boolean;
}

/** How one of the masters answers now. */
export type Standing =
  | { readonly is: 'down' }
  | { readonly is: 'leader' }
  | { readonly is: 'standby'; readonly leader: MasterAddress | undefined };

/** The processes of the master. Only their state is here; the cluster is what the leader of them knows. */
export class Masters {
  /** Told when connections to a master break: its index. */
  readonly ended = new Listeners<number>();
  /** Told when processes are started. */
  readonly started = new Listeners<void>();
  private readonly nodes: readonly Node[];
  private leader: number | undefined = 0;
  /** Whom ZooKeeper names, which may be dead already. */
  private named: number | undefined = 0;

  constructor(addresses: readonly MasterAddress[]) {
    this.nodes = addresses.map((address) => ({ address, running: true }));
  }

  get leading(): MasterAddress | undefined {
    return this.leader === undefined ? undefined : this.nodes[this.leader]?.address;
  }

  address(index: number): MasterAddress {
    return this.nodes[index]?.address ?? { hostname: '', port: 0 };
  }

  standing(index: number): Standing {
    if (!this.nodes[index]?.running) return { is: 'down' };
    if (this.leader === index) return { is: 'leader' };
    return { is: 'standby', leader: this.named === undefined ? undefined : this.address(this.named) };
  }

  /** The leader's process dies. */
  killLeader(): void {
    const dead = this.leader;
    const node = dead === undefined ? undefined : this.nodes[dead];
    this.leader = undefined;
    if (node === undefined || dead === undefined) return;
    node.running = false;
    this.ended.tell(dead);
  }

  /** Who would be elected now: the first process that runs. */
  get candidate(): number | undefined {
    const next = this.nodes.findIndex(({ running }) => running);
    return next < 0 ? undefined : next;
  }

  elect(index: number | undefined): void {
    const node = index === undefined ? undefined : this.nodes[index];
    if (node) node.running = true;
    this.leader = index;
    this.named = index;
  }

  /** Starts what does not run; it follows whoever leads. */
  start(): void {
    for (const node of this.nodes) node.running = true;
    this.started.tell();
  }
}
