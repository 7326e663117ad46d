import { USER_DATA_READERS, type UserDataReader } from '../src/domain/agent/first-boot';
import { type Problem, ProblemError, shown } from '../src/domain/core/problem';
import { isLate } from './known';

export interface NewestImageProps {
  /**
   * Any text. The image that is newest when the group is created stays the group's image; a changed revision
   * takes the newest one again, for machines that start from then on.
   * @default '1'
   */
  readonly revision?: string;
  /**
   * Device name of the image's root volume, for example `/dev/sda1`.
   * @default - known for Amazon Linux and Ubuntu, else looked up from the image
   */
  readonly rootDeviceName?: string;
  /**
   * What `mesos-spark image` printed when the image was made: the digest of the boot scripts that it holds. Where they
   * are those of this library, user data leaves them out; else they are sent and used as on any image.
   * @default - none: the image holds no boot scripts
   */
  readonly bootScripts?: string;
  /**
   * Who reads the user data: `coreos-cloudinit` on Flatcar and its kin. At synth nobody can ask the image, and user data
   * for the other one does nothing.
   * @default 'cloud-init'
   */
  readonly userDataReader?: UserDataReader;
}

const FLATCAR_CHANNELS = ['lts', 'stable', 'beta'] as const;
export type FlatcarChannel = (typeof FLATCAR_CHANNELS)[number];

export interface FlatcarProps extends Pick<NewestImageProps, 'revision' | 'bootScripts'> {
  /**
   * Mesos knows control groups of version 1 only, which systemd 258 has no more: `lts` keeps an older one for longest.
   * @default 'lts'
   */
  readonly channel?: FlatcarChannel;
}

/** The account of the Flatcar project: https://www.flatcar.org/docs/latest/installing/cloud/aws-ec2/ */
const FLATCAR_OWNER = '075585003325';

export interface ImageLookupProps extends NewestImageProps {
  /** Account ids or aliases, for example `amazon` or `099720109477`. At least one: others could plant an image. */
  readonly owners: readonly string[];
  /** A name with `*` and `?`, for example `ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*`. */
  readonly name: string;
}

/** Where the image's id comes from. */
export type ImageSource =
  | { readonly kind: 'ssmParameter'; readonly parameter: string }
  | {
      readonly kind: 'lookup';
      readonly owners: readonly string[];
      readonly name: string;
      /** Whether one name stands for images of several architectures. */
      readonly byArchitecture?: true;
    }
  | { readonly kind: 'id'; readonly id: string };

/**
 * The machine image of agents: Amazon Linux 2023, RHEL, CentOS and their kin, Ubuntu, or Flatcar.
 *
 * A newly published image changes nothing by itself: what a parameter or a lookup said first is kept in
 * Terraform's state until `revision` changes, and even then running machines stay as they are.
 */
export class AgentImage {
  /** Amazon Linux 2023 in the architecture of the instance type. */
  static amazonLinux2023(props: NewestImageProps = {}): AgentImage {
    const parameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-@ARCHITECTURE@';
    return new AgentImage({ kind: 'ssmParameter', parameter }, { rootDeviceName: '/dev/xvda', ...props });
  }

  /**
   * Flatcar Container Linux in the architecture of the instance type. It has Docker and no package manager, and does not
   * restart by itself for an update.
   */
  static flatcar({ channel = 'lts', ...props }: FlatcarProps = {}): AgentImage {
    if (!FLATCAR_CHANNELS.includes(channel)) {
      const wanted = `one of ${FLATCAR_CHANNELS.join(', ')}`;
      throw new ProblemError([{ at: 'image.channel', found: shown(channel), wanted }]);
    }
    return new AgentImage(
      {
        kind: 'lookup',
        owners: [FLATCAR_OWNER],
        name: `Flatcar-${channel}-*-hvm*`,
        byArchitecture: true,
      },
      { ...props, rootDeviceName: '/dev/xvda', userDataReader: 'coreos-cloudinit' },
    );
  }

  /** An SSM parameter that holds an image's id. `@ARCHITECTURE@` in it becomes `x86_64` or `arm64`. */
  static ssmParameter(parameter: string, props: NewestImageProps = {}): AgentImage {
    const device = parameter.startsWith('/aws/service/ami-amazon-linux-latest/')
      ? '/dev/xvda'
      : parameter.startsWith('/aws/service/canonical/')
        ? '/dev/sda1'
        : undefined;
    return new AgentImage(
      { kind: 'ssmParameter', parameter },
      { ...props, ...(device !== undefined && { rootDeviceName: props.rootDeviceName ?? device }) },
    );
  }

  /** The newest image of that name. */
  static lookup({ owners, name, ...props }: ImageLookupProps): AgentImage {
    return new AgentImage({ kind: 'lookup', owners, name }, props);
  }

  /** This image and no other. A changed id is taken by machines that start from then on. */
  static id(id: string, props: Omit<NewestImageProps, 'revision'> = {}): AgentImage {
    return new AgentImage({ kind: 'id', id }, { ...props, revision: '' });
  }

  readonly revision: string;
  /** Undefined where only the image itself knows. */
  readonly rootDeviceName: string | undefined;
  /** Digest of the boot scripts that it holds; undefined where it holds none. */
  readonly bootScripts: string | undefined;
  readonly userDataReader: UserDataReader;

  private constructor(
    readonly source: ImageSource,
    { revision = '1', rootDeviceName, bootScripts, userDataReader = 'cloud-init' }: NewestImageProps,
  ) {
    this.revision = revision;
    this.rootDeviceName = rootDeviceName;
    this.bootScripts = bootScripts;
    this.userDataReader = userDataReader;
    const problems = [
      ...sourceProblems(source),
      ...deviceProblems(rootDeviceName),
      ...digestProblems(bootScripts),
      ...readerProblems(userDataReader),
    ];
    if (problems.length > 0) throw new ProblemError(problems).under('image');
  }
}

function sourceProblems(source: ImageSource): readonly Problem[] {
  if (source.kind === 'id') {
    return isLate(source.id) || /^ami-[0-9a-f]+$/.test(source.id)
      ? []
      : [{ at: 'id', found: shown(source.id), wanted: 'an image id such as "ami-0123456789abcdef0"' }];
  }
  if (source.kind === 'ssmParameter') {
    return isLate(source.parameter) || /^[A-Za-z0-9_.:/@-]+$/.test(source.parameter)
      ? []
      : [{ at: 'parameter', found: shown(source.parameter), wanted: 'the name of an SSM parameter' }];
  }
  return source.owners.length > 0
    ? []
    : [
        {
          at: 'owners',
          found: 'an empty list',
          wanted: 'one account or more',
          fix: 'without an owner anybody can publish an image of that name',
        },
      ];
}

function deviceProblems(name: string | undefined): readonly Problem[] {
  return name === undefined || /^\/dev\/[a-z0-9]+$/.test(name)
    ? []
    : [{ at: 'rootDeviceName', found: shown(name), wanted: 'a device name such as "/dev/sda1"' }];
}

function digestProblems(digest: string | undefined): readonly Problem[] {
  return digest === undefined || /^[0-9a-f]{64}$/.test(digest)
    ? []
    : [
        {
          at: 'bootScripts',
          found: shown(digest),
          wanted: 'the 64 hex digits that `mesos-spark image` printed at its end',
        },
      ];
}

function readerProblems(reader: UserDataReader): readonly Problem[] {
  return USER_DATA_READERS.includes(reader)
    ? []
    : [{ at: 'userDataReader', found: shown(reader), wanted: `one of ${USER_DATA_READERS.join(', ')}` }];
}
