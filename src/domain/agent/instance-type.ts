/** `family.size`: `i3.2xlarge`, `c7gd.metal-48xl`, `u-6tb1.112xlarge`. Whether AWS has it, only AWS knows. */
export const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9]+(-[a-z0-9]+)*$/;

/** By the letter after the generation: `g` is Graviton (`i4g`, `m6gd`, `im4gn`), as is the first, `a1`. */
export function architectureOf(type: string): 'arm64' | 'x86_64' {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(type) ? 'arm64' : 'x86_64';
}

/**
 * The most instance store disks in each family that still runs under Xen. There they must be asked for in the
 * block device mapping; later types attach theirs by themselves ("Instance store volumes", EC2's user guide).
 */
const XEN_DISKS: Readonly<Record<string, number>> = {
  c1: 4,
  c3: 2,
  cc2: 4,
  cr1: 2,
  d2: 24,
  g2: 2,
  h1: 8,
  hi1: 2,
  hs1: 24,
  i2: 8,
  m1: 4,
  m2: 2,
  m3: 2,
  r3: 2,
  x1: 2,
  x1e: 2,
};

/** What EC2 does not use of the mapping it ignores, so the family's highest number is asked for. */
export function xenDisks(type: string): number {
  return XEN_DISKS[type.split('.')[0] ?? ''] ?? 0;
}

/** `/dev/sdb`, `/dev/sdc` …: AWS' own names for `ephemeral0`, `ephemeral1` …; the 24th is `/dev/sdy`. */
export function ephemeralDevice(i: number): string {
  return `/dev/sd${String.fromCharCode('b'.charCodeAt(0) + i)}`;
}
