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
  /** `--max_operator_event_stream_subscribers`: one more ends the oldest. */
  readonly maxSubscribers: number;
  /** From the death of a leader until ZooKeeper says so: that long the standby points at the dead one. */
  readonly sessionTimeout: number;
  /** From an election until the agents that were not lost have registered again. */
  readonly reregistration: number;
}

export const DEFAULT_MESOS: MesosConfig = {
  authenticateReadonly: false,
  authenticateReadwrite: false,
  credentials: {},
  acls: undefined,
  domain: undefined,
  maxSubscribers: 1000,
  sessionTimeout: 10_000,
  reregistration: 300,
};
