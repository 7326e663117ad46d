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
}

export interface ImageLookupProps extends NewestImageProps {
  /** Account ids or aliases, for example `amazon` or `099720109477`. At least one: others could plant an image. */
  readonly owners: readonly string[];
  /** A name with `*` and `?`, for example `ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*`. */
  readonly name: string;
}

/** Where the image's id comes from. */
export type ImageSource =
  | { readonly kind: 'ssmParameter'; readonly parameter: string }
  | { readonly kind: 'lookup'; readonly owners: readonly string[]; readonly name: string }
  | { readonly kind: 'id'; readonly id: string };

/**
 * The machine image of agents: Amazon Linux 2023, RHEL, CentOS and their kin, or Ubuntu.
 *
 * A newly published image changes nothing by itself: what a parameter or a lookup said first is kept in
 * Terraform's state until `revision` changes, and even then running machines stay as they are.
 */
export class AgentImage {
  /** Amazon Linux 2023 in the architecture of the instance type. */
  static amazonLinux2023(props: NewestImageProps = {}): AgentImage {
    return new AgentImage(
      {
        kind: 'ssmParameter',
        parameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-@ARCHITECTURE@',
      },
      props.revision ?? '1',
      props.rootDeviceName ?? '/dev/xvda',
      props.bootScripts,
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
      props.revision ?? '1',
      props.rootDeviceName ?? device,
      props.bootScripts,
    );
  }

  /** The newest image of that name. */
  static lookup(props: ImageLookupProps): AgentImage {
    return new AgentImage(
      { kind: 'lookup', owners: props.owners, name: props.name },
      props.revision ?? '1',
      props.rootDeviceName,
      props.bootScripts,
    );
  }

  /** This image and no other. A changed id is taken by machines that start from then on. */
  static id(id: string, props: Omit<NewestImageProps, 'revision'> = {}): AgentImage {
    return new AgentImage({ kind: 'id', id }, '', props.rootDeviceName, props.bootScripts);
  }

  private constructor(
    readonly source: ImageSource,
    readonly revision: string,
    /** Undefined where only the image itself knows. */
    readonly rootDeviceName: string | undefined,
    /** Digest of the boot scripts that it holds; undefined where it holds none. */
    readonly bootScripts: string | undefined,
  ) {
    const problems = [
      ...sourceProblems(source),
      ...deviceProblems(rootDeviceName),
      ...digestProblems(bootScripts),
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
