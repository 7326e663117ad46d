import type { Ranges } from '../core/ranges';
import type { MesosRelease } from '../mesos/mesos-release';
import type { UnitSection } from '../render/systemd-unit';

/**
 * Whether agents run anything (`private`) or only what asks for the public role (`public`): there everything
 * that is not reserved belongs to the role `slave_public`, as on DC/OS.
 */
export type AgentRole = 'private' | 'public';

/** The role that owns what is reserved for nobody else. */
export const PUBLIC_ROLE = 'slave_public';

/** A unit file in `/etc/systemd/system`. */
export interface UnitFile {
  readonly name: string;
  readonly sections: readonly UnitSection[];
}

/** What differs between the platforms, as data. */
export interface PlatformRules {
  readonly name: 'dcos' | 'mesos';
  /** The Mesos of its agents; undefined where nobody said, and flags cannot be held against it. */
  readonly mesos: MesosRelease | undefined;
  /** Offered to everybody unless a group names its own. */
  readonly ports: Ranges;
  /** Used by the platform itself on every agent: nobody can reserve them. */
  readonly ownPorts: Ranges;
  /** Where the agent keeps sandboxes and its own state. */
  readonly workDirectory: string;
  /** The directory around it that lies on the ephemeral storage. */
  readonly dataDirectory: string;
  /** The environment file that the agent's unit reads last. */
  readonly environmentFile: string;
  /** `MESOS_*` variables that the platform needs and flags may override. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settings of the platform's own steps, for `agent.env`. Values may hold late values, `@NAME@`. */
  readonly settings: Readonly<Record<string, string>>;
  /** The boot scripts of this platform beside the common ones; the first installs it. */
  readonly scripts: readonly string[];
  /** Scripts of its own that run at each boot once the agent's environment is written. */
  readonly eachBoot: readonly string[];
  /** Units of the agent itself: they wait for disk and resources. */
  readonly agentUnits: readonly string[];
  /** Unit files and drop-ins beside the ones that make the agent wait. */
  readonly units: readonly UnitFile[];
}
