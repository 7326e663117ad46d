import type { EbsSource, FileSystem, StorageKind, StorageLayout } from '../src/domain/agent/storage-layout';
import { DEFAULT_MOUNT_OPTIONS } from '../src/domain/agent/storage-options';
import type { StorageShares } from '../src/domain/agent/storage-shares';
import { type Problem, rejectIf, shown } from '../src/domain/core/problem';
import { Size } from '../src/domain/core/size';
import { isLate } from './known';

/** What both kinds of storage take. */
export interface EphemeralStorageProps {
  /** @default 'xfs' */
  readonly fileSystem?: FileSystem;
  /**
   * `binds`: one file system at `mountPoint`, and the Mesos work directory, Docker's, containerd's and the shared
   * Spark directory are folders of it that are bind mounted to their own places. `varLib`: the file system is
   * `/var/lib`, on Flatcar and CoreOS Container Linux, where nothing that is installed lies there.
   * @default 'binds'
   */
  readonly layout?: StorageKind;
  /**
   * Where the whole file system is seen.
   * @default '/var/lib/ephemeral', with the layout `varLib` '/var/lib'
   */
  readonly mountPoint?: string;
  /**
   * A janitor that goes by age must see every read.
   * @default ['strictatime', 'lazytime'], the latter where the kernel knows it
   */
  readonly mountOptions?: readonly string[];
  /**
   * What a folder may hold at most, by project quotas: percent of the file system such as `40%`, or a size.
   * @default - none: every folder may fill the file system
   */
  readonly shares?: StorageShares;
}

export interface InstanceStoreProps extends EphemeralStorageProps {
  /**
   * How many disks a machine has at least: with fewer at its first boot, they count as missing. At later boots the
   * machine knows how many it had.
   * @default 1
   */
  readonly disks?: number;
  /**
   * What a machine does that has no disk, or lacks one, or whose disks fail or hold something else. `fail`: neither
   * Docker nor the agent starts, and console and health say why. `root`: the folders stay on the root volume.
   * `ebs`: a volume that every machine has, used only then. Once away from its disks, an agent stays away until
   * somebody says otherwise (docs/storage.md).
   * @default 'fail'
   */
  readonly whenMissing?: 'fail' | 'root' | { readonly ebs: EbsVolumeProps };
}

/** A volume of EBS. */
export interface EbsVolumeProps {
  /** A whole number of GiB, for example `500g`. */
  readonly size: Size | string;
  /** @default 'gp3' */
  readonly type?: 'gp3' | 'gp2' | 'io1' | 'io2' | 'st1';
  /** Wanted for io1 and io2, possible for gp3. */
  readonly iops?: number;
  /** In MiB/s, gp3 only. */
  readonly throughput?: number;
  /**
   * ARN of the key that encrypts the volume. May be a token.
   * @default - the account's key for EBS
   */
  readonly kmsKeyId?: string;
  /** @default '/dev/sdf' */
  readonly deviceName?: string;
}

export interface EbsStorageProps extends EphemeralStorageProps, EbsVolumeProps {
  /** What a machine does without the volume. @default 'fail' */
  readonly whenMissing?: 'fail' | 'root';
}

/** The volume of {@link EphemeralStorage}, for the launch template. */
export interface EbsVolume {
  readonly deviceName: string;
  readonly sizeGib: number;
  readonly type: string;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly kmsKeyId: string | undefined;
}

/** Disks that live as long as their machine, and what an agent keeps on them. */
export class EphemeralStorage {
  /**
   * The instance store of the machine, all disks as one stripe. A type without any is refused by Terraform
   * when it plans. A machine that is stopped and started comes back with empty disks, as a new agent.
   * @throws ProblemError on figures of the fallback that EBS refuses
   */
  static instanceStore(props: InstanceStoreProps = {}): EphemeralStorage {
    const source = { kind: 'instanceStore', disks: props.disks } as const;
    const { whenMissing = 'fail' } = props;
    if (typeof whenMissing === 'string') {
      return new EphemeralStorage(
        { ...common(props), source, whenMissing: { kind: whenMissing } },
        undefined,
      );
    }
    const { volume, volumeSource } = ebsVolume(whenMissing.ebs, 'storage.whenMissing.ebs');
    return new EphemeralStorage({ ...common(props), source, whenMissing: volumeSource }, volume);
  }

  /**
   * One encrypted EBS volume for each machine, deleted with it.
   * @throws ProblemError on figures that EBS refuses
   */
  static ebs(props: EbsStorageProps): EphemeralStorage {
    const { volume, volumeSource } = ebsVolume(props, 'storage');
    const whenMissing = { kind: props.whenMissing ?? 'fail' };
    return new EphemeralStorage({ ...common(props), source: volumeSource, whenMissing }, volume);
  }

  private constructor(
    readonly layout: StorageLayout,
    /** What the launch template attaches: undefined for instance store without an EBS fallback. */
    readonly volume: EbsVolume | undefined,
  ) {}
}

function common(props: EphemeralStorageProps): Omit<StorageLayout, 'source'> {
  const { layout = 'binds' } = props;
  return {
    fileSystem: props.fileSystem ?? 'xfs',
    layout,
    mountPoint: props.mountPoint ?? (layout === 'varLib' ? '/var/lib' : '/var/lib/ephemeral'),
    mountOptions: props.mountOptions ?? DEFAULT_MOUNT_OPTIONS,
    shares: props.shares ?? {},
  };
}

function ebsVolume(props: EbsVolumeProps, at: string): { volume: EbsVolume; volumeSource: EbsSource } {
  const size = typeof props.size === 'string' ? Size.parse(props.size) : props.size;
  const volume: EbsVolume = {
    deviceName: props.deviceName ?? '/dev/sdf',
    sizeGib: size.toMebibytes() / 1024,
    type: props.type ?? 'gp3',
    iops: props.iops,
    throughput: props.throughput,
    kmsKeyId: props.kmsKeyId,
  };
  rejectIf(volumeProblems(at, volume));
  return { volume, volumeSource: { kind: 'ebs', deviceName: volume.deviceName, size } };
}

function volumeProblems(at: string, volume: EbsVolume): readonly Problem[] {
  const problems: Problem[] = [];
  if (!Number.isInteger(volume.sizeGib) || volume.sizeGib < 1 || volume.sizeGib > 65_536) {
    problems.push({
      at: `${at}.size`,
      found: `${volume.sizeGib} GiB`,
      wanted: 'a whole number of GiB from 1 to 65536',
    });
  }
  if (!/^\/dev\/(sd[f-p]|xvd[f-p])$/.test(volume.deviceName)) {
    problems.push({
      at: `${at}.deviceName`,
      found: shown(volume.deviceName),
      wanted: 'a name that EC2 leaves to volumes, /dev/sdf to /dev/sdp',
    });
  }
  if ((volume.type === 'io1' || volume.type === 'io2') && volume.iops === undefined) {
    problems.push({ at: `${at}.iops`, found: 'none', wanted: `a number, for ${volume.type} needs one` });
  }
  if (volume.throughput !== undefined && volume.type !== 'gp3') {
    problems.push({
      at: `${at}.throughput`,
      found: `${volume.throughput} MiB/s on ${volume.type}`,
      wanted: 'none: only gp3 has it',
    });
  }
  if (
    volume.kmsKeyId !== undefined &&
    !isLate(volume.kmsKeyId) &&
    !/^arn:aws[a-z-]*:kms:/.test(volume.kmsKeyId)
  ) {
    problems.push({ at: `${at}.kmsKeyId`, found: shown(volume.kmsKeyId), wanted: 'the ARN of a KMS key' });
  }
  return problems;
}
