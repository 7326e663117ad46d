import { parse } from 'yaml';
import { EphemeralStorage } from '../../../constructs/ephemeral-storage';
import { agentBoot } from '../../../src/domain/agent/boot';
import type { AgentBootProps } from '../../../src/domain/agent/boot-props';
import { DEFAULT_HEALTH } from '../../../src/domain/agent/health';
import { hostShuffleService } from '../../../src/domain/agent/host-shuffle';
import { DEFAULT_JANITOR } from '../../../src/domain/agent/janitor';
import { DEFAULT_LAUNCH_HOOK } from '../../../src/domain/agent/launch-hook';
import { MesosInstallation } from '../../../src/domain/agent/mesos-installation';
import type { Platform } from '../../../src/domain/agent/platform';
import type { AgentRole } from '../../../src/domain/agent/platform-rules';
import { DEFAULT_GATE } from '../../../src/domain/agent/shuffle-gate';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { SparkSecret } from '../../../src/domain/spark/spark-secret';
import { bootProps, DCOS, MESOS } from '../../support/agent-boot';
import { BAKED } from '../../support/boot-scripts';

/** A file of a machine. */
export interface LaidFile {
  readonly path: string;
  readonly permissions?: string;
  readonly content: string;
}

/** What a machine boots with. */
export interface Host {
  readonly name: string;
  /** User data, not compressed. */
  readonly userData: string;
  readonly files: readonly LaidFile[];
  /** Units that its first boot enables. */
  readonly enabled: readonly string[];
  /** Whose units have to be there before. @default - nobody's */
  readonly platform?: Platform;
}

interface CloudConfig {
  readonly write_files: readonly LaidFile[];
  readonly runcmd?: readonly (string | readonly string[])[];
  readonly coreos?: { readonly units: readonly { readonly name: string; readonly content?: string }[] };
}

/** A machine by its user data alone. */
export function hostOf(name: string, userData: string): Host {
  const { write_files: files, runcmd = [], coreos = { units: [] } }: CloudConfig = parse(userData);
  const units = coreos.units.flatMap(({ name: unit, content }) =>
    content === undefined ? [] : [{ path: `/etc/systemd/system/${unit}`, content }],
  );
  const commands = [...runcmd.map((one) => [one].flat().join(' ')), ...units.map(({ content }) => content)];
  const enabled = commands.flatMap((text) => /systemctl enable ([^\n\\]+)/.exec(text)?.[1]?.split(' ') ?? []);
  return { name, userData, files: [...files, ...units], enabled };
}

const SPARK = SparkDistribution.host('/opt/spark', { version: '3.5.9' });
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3';
const AUTHENTICATION = { secret: SparkSecret.onAgents(ARN), encryption: 'Aes' } as const;
const FETCHED = { digest: '0'.repeat(64), url: 'https://bucket.s3.amazonaws.com/scripts.sh.gz' };

/** What a group of agents may have or not. */
export const FEATURES = {
  janitor: { janitor: DEFAULT_JANITOR },
  health: { health: DEFAULT_HEALTH },
  'launch hook': { launchHook: DEFAULT_LAUNCH_HOOK },
  gate: { shuffleGate: DEFAULT_GATE },
  'service of the host': { hostShuffleServices: [hostShuffleService({ port: 7340, spark: SPARK })] },
  'service with a secret': {
    sparkSecrets: [ARN],
    hostShuffleServices: [hostShuffleService({ port: 7340, spark: SPARK, authentication: AUTHENTICATION })],
  },
  'scripts fetched': { fetchedScripts: FETCHED },
  'scripts in the image': { bakedScripts: BAKED.digest },
} satisfies Record<string, Partial<AgentBootProps>>;

export type Feature = keyof typeof FEATURES;
/** An image that holds the scripts leaves none to fetch. */
export const ALL = (Object.keys(FEATURES) as Feature[]).filter((name) => name !== 'scripts in the image');

const VAR_LIB = EphemeralStorage.instanceStore({ layout: 'varLib' }).layout;
const SHARED = EphemeralStorage.ebs({ size: '500g', shares: { spark: '50%' } }).layout;
const ARCHIVE = {
  ...MESOS,
  installation: MesosInstallation.archive('https://example.com/mesos.tgz', { sha256: 'a'.repeat(64) }),
} as Platform;
const FILES = { ...MESOS, configuration: 'files' } as Platform;

/** Every platform, role, storage and reader of user data. */
export const AGENTS: readonly (readonly [string, Platform, AgentRole, Partial<AgentBootProps>])[] = [
  ['dcos private', DCOS, 'private', {}],
  ['dcos public', DCOS, 'public', {}],
  ['dcos on Flatcar', DCOS, 'private', { storage: VAR_LIB, userDataReader: 'coreos-cloudinit' }],
  ['mesos private, of a package', MESOS, 'private', {}],
  ['mesos public, of an archive', ARCHIVE, 'public', {}],
  ["mesos by the package's own files", FILES, 'private', {}],
  ['mesos on EBS, shared out', MESOS, 'private', { storage: SHARED }],
  ['mesos on Flatcar', ARCHIVE, 'private', { storage: VAR_LIB, userDataReader: 'coreos-cloudinit' }],
];

/** An agent's machine with these features. */
export function agentHost(agent: (typeof AGENTS)[number], features: readonly Feature[]): Host {
  const [name, platform, role, more] = agent;
  const boot = agentBoot(
    bootProps(platform, role, {
      commands: ['echo "a: b" #'],
      attributes: { odd: '`"$\'😀' },
      ...more,
      ...Object.assign({}, ...features.map((feature) => FEATURES[feature])),
    }),
  );
  return { ...hostOf(`${name}, ${features.join(', ') || 'nothing more'}`, boot.cloudConfig), platform };
}
