import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AgentGroupProps } from '../../../constructs/agent-group-props';
import { AgentImage } from '../../../constructs/agent-image';
import { BAKED } from '../../support/boot-scripts';
import { Disk } from './disk';
import { DOWNLOADS, groupUserData } from './group';
import type { Report } from './report';
import { wiresIn } from './wires';

export const STAND_INS = path.join(__dirname, '../stand-ins');

export interface MachineProps {
  /** An archive where nothing else is said. */
  readonly platform?: 'dcos' | 'mesos package' | 'mesos archive';
  /** Of plain Mesos. @default - not known, as it mostly is */
  readonly version?: string;
  /** Where the boot scripts come from. @default 'image' */
  readonly scripts?: 'image' | 'user data';
  readonly group?: Partial<AgentGroupProps>;
  /** Comes after those of `agent.env` on the machine, such as how long it waits for disks. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The version of control groups that the image boots with; Mesos knows the first only. @default 1 */
  readonly controlGroups?: 1 | 2;
  /** Packages that the image has. */
  readonly packages?: readonly string[];
  /** How often each download fails before it succeeds; `apt-get` is one. */
  readonly failures?: Readonly<Record<string, number>>;
  /** What a machine that is no agent boots with, in place of a group's. */
  readonly userData?: Buffer;
  /** What its image has beside: files and folders of this machine by their path on that one. */
  readonly image?: Readonly<Record<string, string>>;
  /**
   * Servers of the test: their ports on 127.0.0.1, by the port at which the machine finds each at 10.0.0.10. Not
   * on virtual machines, which reach nothing.
   */
  readonly servers?: Readonly<Record<number, number>>;
}

export interface BootOptions {
  /** Shell, run when the machine has come to rest. */
  readonly probe?: string;
}

/** How a kind of machine holds its root and boots; the scenarios are the same for each. */
export interface Hardware {
  /** Settings that this hardware needs. */
  readonly settings: Readonly<Record<string, string>>;
  /** What lies on the root volume of every machine. */
  readonly standIns: readonly string[];
  /** How it goes off, as a command. */
  readonly off: string;
  create(folder: string): void;
  /** Gives the root volume of a machine that is off. */
  withRoot(folder: string, use: (root: string) => void): void;
  /** Boots it until it is off again; false where it had to be ended. */
  boot(folder: string, disks: readonly Disk[]): Promise<boolean>;
  journal(folder: string): string;
  remove(folder: string): void;
}

const METADATA = {
  'meta-data/local-ipv4': '10.0.0.10',
  'meta-data/instance-id': 'i-0123456789abcdef0',
  'meta-data/instance-type': 'i3.2xlarge',
  'meta-data/placement/region': 'us-east-1',
  'meta-data/placement/availability-zone': 'us-east-1a',
  'meta-data/block-device-mapping/ami': '/dev/xvda',
  'meta-data/block-device-mapping/root': '/dev/xvda',
  'meta-data/autoscaling/target-lifecycle-state': 'InService',
  'meta-data/services/domain': 'amazonaws.com',
  'meta-data/iam/security-credentials/spark-agents': JSON.stringify({
    AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    Token: 'token',
    // The shell reads the keys alone; AWS' own clients look at these, too.
    Code: 'Success',
    Type: 'AWS-HMAC',
    LastUpdated: '2026-01-01T00:00:00Z',
    Expiration: '2099-01-01T00:00:00Z',
  }),
  'dynamic/instance-identity/document': '{"region": "us-east-1", "availabilityZone": "us-east-1a"}',
};

/** An agent's machine: its root volume stays from boot to boot, its disks are given to it. */
export class Machine {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'agent-machine-'));
  disks: Disk[] = [];
  private readonly wires: readonly Server[];

  constructor(
    private readonly hardware: Hardware,
    private readonly props: MachineProps = {},
  ) {
    mkdirSync(path.join(this.folder, 'disks'));
    this.wires = wiresIn(path.join(this.folder, 'wires'), props.servers ?? {});
    hardware.create(this.folder);
    hardware.withRoot(this.folder, (root) => this.prepare(root));
  }

  disk(name: string, model: string, mebibytes?: number): Disk {
    return new Disk(path.join(this.folder, 'disks', name), model, mebibytes);
  }

  /** A file of the root volume. */
  write(file: string, content: string): void {
    this.hardware.withRoot(this.folder, (root) => put(root, file, content));
  }

  read(file: string): string | undefined {
    let text: string | undefined;
    this.hardware.withRoot(this.folder, (root) => {
      const at = path.join(root, file);
      if (existsSync(at)) text = readFileSync(at, 'utf8');
    });
    return text;
  }

  /** @throws Error with the last words of the machine where it does not come to rest */
  async boot(options: BootOptions = {}): Promise<Report> {
    const { ended, report, console } = await this.turnOn(options);
    if (report === undefined)
      throw this.lastWords(ended ? 'went off without a report' : 'did not come to rest');
    return { ...JSON.parse(report), console };
  }

  /** A boot that ends before the machine comes to rest, as it restarts itself; gives the console. */
  async bootUntilRestart(): Promise<string> {
    const { ended, report, console } = await this.turnOn({});
    if (report !== undefined || !ended) throw this.lastWords('did not restart');
    return console;
  }

  private async turnOn(options: BootOptions) {
    this.hardware.withRoot(this.folder, (root) => {
      rmSync(path.join(root, 'machine-test/report.json'), { force: true });
      put(root, '/machine-test/settings.json', JSON.stringify(this.settings(options)));
    });
    const ended = await this.hardware.boot(this.folder, this.disks);
    const console = readFileSync(path.join(this.folder, 'console'), 'utf8');
    return { ended, report: this.read('/machine-test/report.json'), console };
  }

  private lastWords(what: string): Error {
    const console = readFileSync(path.join(this.folder, 'console'), 'utf8').slice(-3000);
    const journal = this.hardware.journal(this.folder).split('\n').slice(-80).join('\n');
    return new Error(`the machine ${what}\n-- console\n${console}\n-- journal\n${journal}`);
  }

  remove(): void {
    for (const wire of this.wires) wire.close();
    this.hardware.remove(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private settings({ probe = ':' }: BootOptions) {
    const { storage, sharedDirectory = '/var/lib/tmp/spark' } = this.props.group ?? {};
    return {
      metadata: METADATA,
      failures: this.props.failures ?? {},
      probe,
      mountPoint: storage?.layout.mountPoint ?? '/var/lib/ephemeral',
      owners: [sharedDirectory, '/var/lib/mesos', '/var/lib/docker'],
      files: [
        ...['/run/mesos-spark/storage', '/run/mesos-spark/health.json', '/run/mesos-spark/janitor.prom'],
        ...['/var/lib/mesos-spark/janitor', '/var/lib/dcos/mesos-resources', '/machine-test/calls'],
      ],
    };
  }

  private prepare(root: string): void {
    for (const folder of this.hardware.standIns) cpSync(path.join(STAND_INS, folder), root, COPY);
    const ours = path.join(root, 'usr/local/lib/machine-test');
    cpSync(path.join(STAND_INS, 'packages'), path.join(ours, 'packages'), COPY);
    for (const name of this.props.packages ?? []) cpSync(path.join(STAND_INS, 'packages', name), root, COPY);
    cpSync(path.join(STAND_INS, 'downloads'), path.join(root, 'machine-test/downloads'), COPY);
    if (this.props.controlGroups !== 2) put(root, '/etc/default/grub.d/50-image.cfg', FIRST_CONTROL_GROUPS);
    put(root, '/machine-test/off', this.hardware.off);
    put(root, '/var/lib/cloud/seed/nocloud/meta-data', 'instance-id: i-0123456789abcdef0\n');
    mkdirSync(path.join(root, 'machine-test/wires'), { recursive: true });
    for (const [to, from] of Object.entries(this.props.image ?? {})) cpSync(from, path.join(root, to), COPY);
    put(root, '/var/lib/cloud/seed/nocloud/user-data', this.props.userData ?? this.userData(root));
  }

  private userData(root: string): Buffer {
    const { platform = 'mesos archive', scripts = 'image', group = {} } = this.props;
    const settings = Object.entries({ ...SETTINGS, ...this.hardware.settings, ...this.props.settings });
    const commands = settings.map(
      ([name, value]) => `echo "${name}='${value}'" >>/etc/mesos-spark/agent.env`,
    );
    const installation = platform === 'mesos archive' ? { sha256: archive(root) } : platform;
    const image = scripts === 'image' ? { image: bake(root) } : {};
    const made = groupUserData(
      installation,
      { ...image, ...group, userData: { commands } },
      this.props.version,
    );
    if (made.scripts) put(root, `/machine-test/downloads/${made.scripts.key}`, made.scripts.bytes);
    return made.userData;
  }
}

/** As an image that was baked has them. */
function bake(root: string): AgentImage {
  const folder = '/opt/mesos-spark/boot';
  for (const [name, text] of Object.entries(BAKED.scripts)) put(root, `${folder}/${name}`, text, 0o755);
  put(root, `${folder}/SHA256SUMS`, BAKED.checksums);
  return AgentImage.id('ami-0123456789abcdef0', { rootDeviceName: '/dev/xvda', bootScripts: BAKED.digest });
}

const FIRST_CONTROL_GROUPS = 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX systemd.unified_cgroup_hierarchy=0"\n';

/** AWS is where downloads are, and nobody waits long. */
export const SETTINGS = { AWS_ENDPOINT_URL: DOWNLOADS, MESOS_SPARK_PAUSE_SECONDS: '1' };

const COPY = { recursive: true, verbatimSymlinks: true } as const;

function put(root: string, file: string, content: string | Buffer, mode = 0o644): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  // Never through a link: it would lead out of the machine.
  rmSync(target, { force: true });
  writeFileSync(target, content, { mode });
}

/** Mesos as `make install` would lay it out; returns its checksum. */
function archive(root: string): string {
  const folder = path.join(root, 'machine-test/mesos');
  const agent = path.join(root, 'usr/local/lib/machine-test/agent.py');
  cpSync(agent, path.join(folder, 'sbin/mesos-agent'));
  const file = path.join(root, 'machine-test/downloads/mesos.tar');
  execFileSync('tar', ['-C', path.dirname(folder), '-cf', file, 'mesos']);
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
