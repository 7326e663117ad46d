import type { FileSystem, StorageLayout } from '../src/domain/agent/storage-layout';
import { type Problem, rejectIf, shown } from '../src/domain/core/problem';
import { Size } from '../src/domain/core/size';
import { isLate } from './known';

/** What both kinds of storage take. */
export interface EphemeralStorageProps {
  /** @default 'xfs' */
  readonly fileSystem?: FileSystem;
  /**
   * Where the whole file system is seen; the Mesos work directory, Docker's and the shared Spark directory are
   * folders of it that are bind mounted to their own places.
   * @default '/var/lib/ephemeral'
   */
  readonly mountPoint?: string;
  /** @default ['noatime'] */
  readonly mountOptions?: readonly string[];
}

export interface EbsStorageProps extends EphemeralStorageProps {
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

/** The volume of {@link EphemeralStorage.ebs}, for the launch template. */
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
   */
  static instanceStore(props: EphemeralStorageProps = {}): EphemeralStorage {
    return new EphemeralStorage({ ...common(props), source: { kind: 'instanceStore' } }, undefined);
  }

  /**
   * One encrypted EBS volume for each machine, deleted with it.
   * @throws ProblemError on figures that EBS refuses
   */
  static ebs(props: EbsStorageProps): EphemeralStorage {
    const size = typeof props.size === 'string' ? Size.parse(props.size) : props.size;
    const volume: EbsVolume = {
      deviceName: props.deviceName ?? '/dev/sdf',
      sizeGib: size.toMebibytes() / 1024,
      type: props.type ?? 'gp3',
      iops: props.iops,
      throughput: props.throughput,
      kmsKeyId: props.kmsKeyId,
    };
    rejectIf(volumeProblems(volume));
    const source = { kind: 'ebs', deviceName: volume.deviceName, size } as const;
    return new EphemeralStorage({ ...common(props), source }, volume);
  }

  private constructor(
    readonly layout: StorageLayout,
    /** Undefined for instance store. */
    readonly volume: EbsVolume | undefined,
  ) {}
}

function common(props: EphemeralStorageProps): Omit<StorageLayout, 'source'> {
  return {
    fileSystem: props.fileSystem ?? 'xfs',
    mountPoint: props.mountPoint ?? '/var/lib/ephemeral',
    mountOptions: props.mountOptions ?? ['noatime'],
  };
}

function volumeProblems(volume: EbsVolume): readonly Problem[] {
  const problems: Problem[] = [];
  if (!Number.isInteger(volume.sizeGib) || volume.sizeGib < 1 || volume.sizeGib > 65_536) {
    problems.push({
      at: 'storage.size',
      found: `${volume.sizeGib} GiB`,
      wanted: 'a whole number of GiB from 1 to 65536',
    });
  }
  if (!/^\/dev\/(sd[f-p]|xvd[f-p])$/.test(volume.deviceName)) {
    problems.push({
      at: 'storage.deviceName',
      found: shown(volume.deviceName),
      wanted: 'a name that EC2 leaves to volumes, /dev/sdf to /dev/sdp',
    });
  }
  if ((volume.type === 'io1' || volume.type === 'io2') && volume.iops === undefined) {
    problems.push({ at: 'storage.iops', found: 'none', wanted: `a number, for ${volume.type} needs one` });
  }
  if (volume.throughput !== undefined && volume.type !== 'gp3') {
    problems.push({
      at: 'storage.throughput',
      found: `${volume.throughput} MiB/s on ${volume.type}`,
      wanted: 'none: only gp3 has it',
    });
  }
  if (
    volume.kmsKeyId !== undefined &&
    !isLate(volume.kmsKeyId) &&
    !/^arn:aws[a-z-]*:kms:/.test(volume.kmsKeyId)
  ) {
    problems.push({ at: 'storage.kmsKeyId', found: shown(volume.kmsKeyId), wanted: 'the ARN of a KMS key' });
  }
  return problems;
}
