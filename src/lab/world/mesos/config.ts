import type { Acls } from './authorizer';

export interface FaultDomain {
  readonly region: string;
  readonly zone: string;
}

/** The flags of the Mesos master that the lab honours. Times are in milliseconds. */
export interface MesosConfig {
  /** `--authenticate_http_readonly`, `--authenticate_http_readwrite`. */
  readonly authenticateReadonly: boolean;
  readonly authenticateReadwrite: boolean;
  /** Secrets by principal. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Undefined allows everything. */
  readonly acls: Acls | undefined;
  readonly domain: FaultDomain | undefined;
  /** Which Mesos it is, `1.12.0`. Before 1.9 no agent can be deactivated or drained. */
  readonly version: string;
  /** `--max_operator_event_stream_subscribers`: one more ends the oldest. */
  readonly maxSubscribers: number;
  /** From the death of a leader until ZooKeeper says so: that long the standby points at the dead one. */
  readonly sessionTimeout: number;
  /** From an election until the agents that were not lost have registered again. */
  readonly reregistration: number;
}

/** Mesos 1.9 brought DEACTIVATE_AGENT, REACTIVATE_AGENT and DRAIN_AGENT (docs/operator-http-api.md, apache/mesos). */
export function deactivates({ version }: Pick<MesosConfig, 'version'>): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 9);
}

export const DEFAULT_MESOS: MesosConfig = {
  authenticateReadonly: false,
  authenticateReadwrite: false,
  credentials: {},
  acls: undefined,
  domain: undefined,
  version: '1.12.0',
  maxSubscribers: 1000,
  sessionTimeout: 10_000,
  reregistration: 300,
};
