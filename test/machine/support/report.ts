/** What a machine tells of itself when it has come to rest; see stand-ins/machine/usr/local/lib/machine-test/report.py. */
export interface Report {
  readonly probe: { readonly status: number; readonly stdout: string; readonly stderr: string };
  readonly health: { readonly status?: number; readonly body?: string; readonly error?: string };
  readonly units: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly mounts: Readonly<Record<string, MountPoint>>;
  /** `xfs_info` of the storage, empty where it is none. */
  readonly xfs: string;
  readonly owners: Readonly<Record<string, Owner | null>>;
  /** The lines of each step's state: the state, and the reason. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<Record<string, string | null>>;
  /** What blkid says of each disk. */
  readonly disks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Starts of the agent in this boot. */
  readonly agents: readonly AgentStart[];
  /** Starts of Docker and containerd in this boot. */
  readonly dockers: readonly { readonly data: string; readonly device: number; readonly entries: string[] }[];
  readonly cloudInit: { readonly status: string; readonly errors: readonly string[] };
  /** What cloud-init says of the user data that it was given. */
  readonly schema: string;
  readonly failed: readonly string[];
  readonly journal: string;
  /** Of all boots: `status method path`. */
  readonly requests: readonly string[];
  /** What was on the console. */
  readonly console: string;
}

export interface MountPoint {
  readonly target: string;
  readonly source: string;
  readonly fstype: string;
  readonly options: string;
  readonly fsroot: string;
}

export interface Owner {
  readonly uid: number;
  readonly mode: string;
  readonly device: number;
}

export interface AgentStart {
  readonly id: string;
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly work: { readonly device: number; readonly path: string };
  readonly shared: Owner & { readonly path: string };
  /** Bytes of the file system of the work directory. */
  readonly disk: number;
}
