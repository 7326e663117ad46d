import { type Problem, ProblemError, shown, shownUrl } from '../core/problem';

export interface MarathonArchiveProps {
  /** Lower-case hex SHA-256 of the archive. */
  readonly sha256: string;
}

type Kind = 'docker' | 'ucr' | 'archive' | 'package';

/** Where Marathon's program comes from. */
export class MarathonSource {
  /** An image that Docker runs, such as `mesosphere/marathon:v1.11.24`: it brings Java and Mesos' library along. */
  static docker(image: string): MarathonSource {
    return new MarathonSource('docker', image);
  }

  /** The same image, run by Mesos' own containerizer. */
  static ucr(image: string): MarathonSource {
    return new MarathonSource('ucr', image);
  }

  /**
   * The tar archive of a release, such as `marathon-1.11.24-9ee9f3ce.tgz`: `bin` lies one folder down. Java 8 and
   * Mesos' library come from elsewhere.
   * @throws ProblemError on a URL that is not http(s), or a checksum that is none
   */
  static archive(url: string, { sha256 }: MarathonArchiveProps): MarathonSource {
    return new MarathonSource('archive', url, sha256);
  }

  /** A package of the system; machines only. @default name 'marathon' */
  static package(name = 'marathon'): MarathonSource {
    return new MarathonSource('package', name);
  }

  private constructor(
    readonly kind: Kind,
    /** Image, URL or name. */
    readonly place: string,
    /** Of an archive. */
    readonly sha256: string = '',
  ) {
    const problems = sourceProblems(kind, place, sha256);
    if (problems.length > 0) throw new ProblemError(problems).under('source');
  }

  /** `1.11` of `mesosphere/marathon:v1.11.24` or of `…/marathon-1.11.24.tgz`; undefined where it names none. */
  get release(): string | undefined {
    return /[:-]v?(\d+\.\d+)(?:\.\d+)?(?![\d.]*\.\d)[^/]*$/.exec(this.place)?.[1];
  }
}

function sourceProblems(kind: Kind, place: string, sha256: string): readonly Problem[] {
  const [at, rule, wanted] = RULES[kind];
  const problems: Problem[] = rule.test(place)
    ? []
    : [{ at, found: kind === 'archive' ? shownUrl(place) : shown(place), wanted }];
  if (kind === 'archive' && !/^[0-9a-f]{64}$/.test(sha256)) {
    problems.push({ at: 'sha256', found: shown(sha256), wanted: '64 lower-case hexadecimal digits' });
  }
  return problems;
}

const IMAGE = ['image', /^[\w./:@-]+$/, 'an image, such as "mesosphere/marathon:v1.11.24"'] as const;
const RULES: Readonly<Record<Kind, readonly [at: string, rule: RegExp, wanted: string]>> = {
  docker: IMAGE,
  ucr: IMAGE,
  archive: ['url', /^https?:\/\/[A-Za-z0-9_./:,%+=-]+$/, 'an http or https URL without credentials'],
  package: ['name', /^[A-Za-z0-9][A-Za-z0-9.+:~=*_-]*$/, 'the name of a package, such as "marathon"'],
};
