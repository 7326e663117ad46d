import type { Ranges } from '../core/ranges';
import { agentEnvironment } from '../mesos/agent-environment';
import type { AgentFlags } from '../mesos/agent-flags';
import { attributesText } from '../mesos/attributes';
import type { StaticReservation } from '../mesos/static-reservation';
import { cloudConfig } from '../render/cloud-config';
import { envFile } from '../render/env-file';
import { systemdUnit } from '../render/systemd-unit';
import { BOOT_FOLDER, bootUnits, INSTALL_UNIT, RESOURCES_UNIT, STORAGE_UNIT, writers } from './boot-units';
import { type Overcommit, reservedSettings, resourceTemplate } from './offered-resources';
import { type Platform, platformRules } from './platform';
import type { AgentRole, PlatformRules } from './platform-rules';
import type { SparkUser } from './spark-user';
import { STORAGE_LABEL, type StorageLayout, storageBinds } from './storage-layout';

/** A file of the machine, as cloud-init writes it. */
export interface BootFile {
  readonly path: string;
  /** Octal, four digits. */
  readonly mode: string;
  readonly owner: 'root:root';
  readonly content: string;
}

export interface AgentBootProps {
  readonly platform: Platform;
  readonly role: AgentRole;
  readonly reservations: readonly StaticReservation[];
  readonly ports: Ranges;
  readonly overcommit: readonly Overcommit[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly flags: AgentFlags;
  readonly storage: StorageLayout;
  readonly sparkUser: SparkUser;
  readonly sharedDirectory: string;
  /** Further files of the user. */
  readonly files: readonly BootFile[];
  /** Further command lines of the user, for a shell. */
  readonly commands: readonly string[];
  /** The text of a boot script by its name. */
  readonly script: (name: string) => string;
}

/** Some files, and the part of the user data that writes them. */
export interface BootPart {
  readonly files: readonly BootFile[];
  readonly text: string;
}

/** What the agent of a group needs to boot. */
export interface AgentBoot {
  readonly files: readonly BootFile[];
  /** User data, not yet compressed: `#cloud-config` in JSON. */
  readonly cloudConfig: string;
}

/** The scripts of every platform. `lib.sh` and `storage-disks.sh` are read by the others. */
const COMMON_SCRIPTS = [
  'lib.sh',
  'storage.sh',
  'storage-disks.sh',
  'spark-user.sh',
  'resources.sh',
  'detect-ip.sh',
];

/** Where the boot steps read what varies. */
export const AGENT_SETTINGS = '/etc/mesos-spark/agent.env';
export const PLATFORM_ENVIRONMENT = '/etc/mesos-spark/platform.env';
export const RESOURCE_TEMPLATE = '/etc/mesos-spark/resources';

/**
 * Fixed scripts, one file of settings, one of the agent's environment and a template of its resources. Equal
 * props give equal bytes.
 * @throws ProblemError on flags and attributes that Mesos refuses
 */
export function agentBoot(props: AgentBootProps): AgentBoot {
  const start = agentBootStart(props);
  const end = agentBootEnd(props);
  return { files: [...start.files, ...end.files], cloudConfig: start.text + end.text };
}

/** The part that groups share: scripts, units and commands. It is large, so it is worth keeping. */
export function agentBootStart(
  props: Pick<AgentBootProps, 'platform' | 'role' | 'commands' | 'script'>,
): BootPart {
  const rules = platformRules(props.platform, props.role);
  const files = [
    ...scriptNames(rules).map((name) => script(name, props.script(name))),
    ...bootUnits(rules).map(({ name, sections }) =>
      plain(`/etc/systemd/system/${name}`, systemdUnit(sections)),
    ),
  ];
  const text = cloudConfig({ ...commandsOf(props.commands), write_files: files.map(written) });
  return { files, text: cutAt(text, text.lastIndexOf(LIST_END)).before };
}

/** The part of a group: what varies, and the files of the user. */
export function agentBootEnd(props: AgentBootProps): BootPart {
  const rules = platformRules(props.platform, props.role);
  const values = environment(props, rules);
  const files = [
    plain(AGENT_SETTINGS, envFile(settings(props, rules, values))),
    plain(PLATFORM_ENVIRONMENT, envFile(values)),
    plain(RESOURCE_TEMPLATE, resourceTemplate(props, rules)),
    ...props.files,
  ];
  const text = cloudConfig({ write_files: files.map(written) });
  return { files, text: `,\n${cutAt(text, text.indexOf(LIST_START) + LIST_START.length).after}` };
}

/** How canonical JSON, one space a level, begins and ends the list of files, which is its last member. */
const LIST_START = '"write_files": [\n';
const LIST_END = '\n ]\n}\n';

function cutAt(text: string, at: number): { readonly before: string; readonly after: string } {
  return { before: text.slice(0, at), after: text.slice(at) };
}

/** Everything in agent.env; each script's head names what it reads. */
function settings(
  props: AgentBootProps,
  rules: PlatformRules,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...rules.settings,
    ...reservedSettings(props),
    ...storageSettings(props, rules),
    DOCKER: usesDocker(rules, values) ? 'yes' : 'no',
    WORK_DIRECTORY: rules.workDirectory,
    ENVIRONMENT_FILE: rules.environmentFile,
    AGENT_UNIT: rules.agentUnits[0] ?? '',
    SPARK_USER: props.sparkUser.name,
    SPARK_UID: `${props.sparkUser.uid}`,
    SHARED_DIRECTORY: props.sharedDirectory,
  };
}

function storageSettings(
  { storage, sharedDirectory }: AgentBootProps,
  rules: PlatformRules,
): Readonly<Record<string, string>> {
  const { source } = storage;
  const binds = storageBinds(rules.dataDirectory, sharedDirectory);
  return {
    STORAGE_KIND: source.kind === 'ebs' ? 'ebs' : 'instance_store',
    ...(source.kind === 'ebs'
      ? { STORAGE_EBS_DEVICE: source.deviceName, STORAGE_EBS_BYTES: `${source.size.toBytes()}` }
      : { STORAGE_NVME_MODEL: 'Amazon EC2 NVMe Instance Storage' }),
    STORAGE_FILE_SYSTEM: storage.fileSystem,
    STORAGE_LABEL,
    STORAGE_MOUNT_POINT: storage.mountPoint,
    STORAGE_MOUNT_OPTIONS: storage.mountOptions.length === 0 ? 'defaults' : storage.mountOptions.join(','),
    STORAGE_BINDS: binds.map(({ name, path }) => `${name}:${path}`).join(' '),
    STORAGE_WRITERS: writers(rules).join(' '),
    STORAGE_WAIT_SECONDS: '120',
  };
}

/** What the agent reads beside its resources: the platform's defaults, the user's flags, the attributes. */
function environment(props: AgentBootProps, rules: PlatformRules): Readonly<Record<string, string>> {
  const attributes = props.role === 'public' ? { public_ip: 'true', ...props.attributes } : props.attributes;
  return {
    ...rules.environment,
    ...agentEnvironment(props.flags, rules.name),
    ...(Object.keys(attributes).length === 0 ? {} : { MESOS_ATTRIBUTES: attributesText(attributes) }),
  };
}

/** An agent that is told to use Docker does not start without it. */
function usesDocker(rules: PlatformRules, values: Readonly<Record<string, string>>): boolean {
  return rules.name === 'dcos' || (values['MESOS_CONTAINERIZERS'] ?? '').split(',').includes('docker');
}

function scriptNames(rules: PlatformRules): readonly string[] {
  return [...COMMON_SCRIPTS, 'docker.sh', ...rules.scripts];
}

function written({ path, mode, owner, content }: BootFile) {
  return { path, permissions: mode, owner, content };
}

function commandsOf(commands: readonly string[]) {
  return {
    // cloud-init would mount the first instance store disk of a Xen machine at /mnt.
    mounts: [['ephemeral0']],
    runcmd: [
      ['systemctl', 'daemon-reload'],
      ...commands,
      ['systemctl', 'enable', STORAGE_UNIT, RESOURCES_UNIT, INSTALL_UNIT],
      ['systemctl', 'start', '--no-block', INSTALL_UNIT],
    ],
  };
}

function plain(path: string, content: string): BootFile {
  return { path, mode: '0644', owner: 'root:root', content };
}

function script(name: string, content: string): BootFile {
  return { path: `${BOOT_FOLDER}/${name}`, mode: '0755', owner: 'root:root', content };
}
