import { withoutLate } from '../core/late';
import { type Problem, rejectIf, shown } from '../core/problem';
import { unwritable } from '../render/unwritable';
import { sparkVersionProblems } from './version';

/** Where the Spark binaries come from, and with it what runs them. */
export type SparkSource =
  /** An image run by the Docker daemon (Mesos' Docker containerizer). */
  | { readonly kind: 'docker'; readonly image: string; readonly forcePull: boolean }
  /** An image run by the universal container runtime (Mesos' own containerizer). */
  | { readonly kind: 'ucr'; readonly image: string; readonly forcePull: boolean }
  /** An archive that each task fetches into its sandbox. */
  | { readonly kind: 'archive'; readonly uri: string; readonly sha256?: string }
  /** Installed on every agent. */
  | { readonly kind: 'host' };

export interface SparkImageOptions {
  /** Spark's version, such as `2.4.0`. */
  readonly version: string;
  /** Where Spark lies in the image, the folder that holds `bin/spark-class`. */
  readonly home: string;
  /**
   * Whether agents ask the registry although they hold the image.
   * @default false
   */
  readonly forcePull?: boolean;
}

export interface SparkArchiveOptions {
  readonly version: string;
  /**
   * The folder in the archive that holds `bin/spark-class`.
   * @default - the archive's name without its ending
   */
  readonly home?: string;
  /**
   * Lower-case hex. With it the shuffle service checks the archive before it unpacks it, which the Mesos
   * fetcher cannot do.
   * @default - the archive is not checked
   */
  readonly sha256?: string;
}

/** Endings that both the Mesos fetcher and `tar` unpack (Mesos 1.11, docs/fetcher.md). */
const ARCHIVE = /\.(tar\.gz|tgz|tar\.bz2|tbz2|tar\.xz|txz|tar)$/;

/** A Spark to run: one value for the shuffle service and for the executors that use it. */
export class SparkDistribution {
  /** @param image may hold values that are known later, such as the address of a registry */
  static docker(image: string, options: SparkImageOptions): SparkDistribution {
    return SparkDistribution.image('docker', image, options);
  }

  /** @param image may hold values that are known later */
  static ucr(image: string, options: SparkImageOptions): SparkDistribution {
    return SparkDistribution.image('ucr', image, options);
  }

  /** @param uri may hold values that are known later, but in the file's name */
  static archive(uri: string, options: SparkArchiveOptions): SparkDistribution {
    const file = uri.replace(/[?#].*$/, '').replace(/^.*\//, '');
    const home = options.home ?? file.replace(ARCHIVE, '');
    rejectIf([
      ...uriProblems(uri, file),
      ...(/^[A-Za-z0-9._/-]+$/.test(home) && !/^\/|(^|\/)\.\.?(\/|$)/.test(home)
        ? []
        : [
            { at: 'spark.home', found: shown(home), wanted: 'a folder of the archive, without "." and ".."' },
          ]),
      ...(options.sha256 === undefined || /^[0-9a-f]{64}$/.test(options.sha256)
        ? []
        : [{ at: 'spark.sha256', found: shown(options.sha256), wanted: '64 lower-case hex digits' }]),
      ...sparkVersionProblems('spark.version', options.version),
    ]);
    const check = options.sha256 === undefined ? {} : { sha256: options.sha256 };
    return new SparkDistribution({ kind: 'archive', uri, ...check }, options.version, home);
  }

  static host(home: string, options: { readonly version: string }): SparkDistribution {
    rejectIf([...homeProblems(home), ...sparkVersionProblems('spark.version', options.version)]);
    return new SparkDistribution({ kind: 'host' }, options.version, home);
  }

  private static image(kind: 'docker' | 'ucr', image: string, options: SparkImageOptions): SparkDistribution {
    rejectIf([
      ...imageProblems(image),
      ...homeProblems(options.home),
      ...sparkVersionProblems('spark.version', options.version),
    ]);
    const source = { kind, image, forcePull: options.forcePull ?? false } as const;
    return new SparkDistribution(source, options.version, options.home);
  }

  private constructor(
    readonly source: SparkSource,
    readonly version: string,
    /** Absolute, or for an archive relative to the sandbox. */
    readonly home: string,
  ) {}
}

/** Not more than that it is one word: a name may come from elsewhere, such as a registry made by Terraform. */
function imageProblems(image: string): readonly Problem[] {
  if (/^[^\s"'`\\,]{1,512}$/.test(image) && unwritable('spark.image', image).length === 0) return [];
  return [{ at: 'spark.image', found: shown(image), wanted: 'an image such as "repository/name:tag"' }];
}

function homeProblems(home: string): readonly Problem[] {
  if (/^(\/[A-Za-z0-9._+@-]+)+$/.test(home) && !/\/\.\.?(\/|$)/.test(home)) return [];
  return [{ at: 'spark.home', found: shown(home), wanted: 'an absolute path such as "/opt/spark"' }];
}

function uriProblems(uri: string, file: string): readonly Problem[] {
  // The name says what to unpack, so it has to be known.
  const known = file === withoutLate(file) && ARCHIVE.test(file);
  if (known && /^[a-z][a-z0-9+.-]*:\/\/[^\s"'\\]+$/i.test(withoutLate(uri))) return [];
  return [
    {
      at: 'spark.uri',
      found: shown(uri),
      wanted:
        'the URI of a .tgz, .tar.gz, .tar.bz2, .tar.xz or .tar archive, such as "https://host/spark-2.4.0.tgz"',
    },
  ];
}
