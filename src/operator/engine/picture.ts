/** Hosts of which the same is to be said. */
export interface HostGroup {
  /** One lower-case word of the kind's own, for example `running`. */
  readonly state: string;
  /** A sentence; absent where the word says it all. */
  readonly because?: string;
  /** Sorted; a host that stands for several things may be in several groups. */
  readonly hosts: readonly string[];
}

/** One version of what a subject keeps on hosts. */
export interface PictureApp {
  readonly id: string;
  readonly port: number;
  /** `rollout`: it is to become the active one. `retiring`: it is to end. */
  readonly is: 'active' | 'rollout' | 'retiring';
  /** Hosts that should have an instance, and how many of them have a healthy one. Absent where nobody knows. */
  readonly eligible?: number;
  readonly covered?: number;
  /** How many instances are asked for, how many there should be, and how many of them lost hosts hold. */
  readonly instances?: number;
  readonly target?: number;
  readonly lost?: number;
  /** ISO 8601: since when it is to end. */
  readonly since?: string;
  /** Why it is still there. */
  readonly because?: string;
}

/**
 * What a kind lets people see of a subject and what is too large for a status: plain JSON, kept in memory alone.
 * Hosts are grouped, as there are ten thousand and few things to say of them.
 */
export interface Picture {
  readonly apps: readonly PictureApp[];
  /** Of the active version, else of the one that is to be. Whoever needs attention first. */
  readonly hosts: readonly HostGroup[];
}

/** The old picture where the new one shows the same: the new one is then garbage that nobody keeps. */
export function keptPicture(old: Picture | undefined, next: Picture | undefined): Picture | undefined {
  if (!old || !next) return next;
  const hosts = sameGroups(old.hosts, next.hosts) ? old.hosts : next.hosts;
  if (JSON.stringify(old.apps) !== JSON.stringify(next.apps)) return { apps: next.apps, hosts };
  return hosts === old.hosts ? old : { apps: old.apps, hosts };
}

function sameGroups(a: readonly HostGroup[], b: readonly HostGroup[]): boolean {
  return a.length === b.length && a.every((group, i) => sameGroup(group, b[i]));
}

function sameGroup(a: HostGroup, b: HostGroup | undefined): boolean {
  if (a.state !== b?.state || a.because !== b.because || a.hosts.length !== b.hosts.length) return false;
  return a.hosts.every((host, i) => host === b.hosts[i]);
}
