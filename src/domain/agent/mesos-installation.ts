import { type Problem, ProblemError, rejectIf, shown, shownUrl } from '../core/problem';

/** Where packages put Mesos. */
const SYSTEM = '/usr';

/** An archive with `sbin/mesos-agent`, `lib` and `libexec` in its top folder, as `make install` lays them out. */
export interface MesosArchiveProps {
  /** Lower-case hex SHA-256 of the archive. */
  readonly sha256: string;
  /**
   * Where it is unpacked.
   * @default '/opt/mesos'
   */
  readonly home?: string;
}

/** How Mesos gets on the machine. An image that holds `mesos-agent` already is left as it is by both. */
export class MesosInstallation {
  /**
   * From the package sources that the image knows.
   * @param name as the package manager takes it, for example `mesos` or `mesos-1.11.0`
   * @default name 'mesos'
   */
  static package(name = 'mesos'): MesosInstallation {
    rejectIf(
      /^[A-Za-z0-9][A-Za-z0-9.+:~=*_-]*$/.test(name)
        ? []
        : [{ at: 'installation', found: shown(name), wanted: 'the name of a package, such as "mesos"' }],
    );
    return new MesosInstallation(SYSTEM, { MESOS_PACKAGE: name });
  }

  /**
   * From a tar archive that every agent can download.
   * @throws ProblemError on a URL that is not http(s), a checksum or a folder that is none
   */
  static archive(url: string, props: MesosArchiveProps): MesosInstallation {
    const home = props.home ?? '/opt/mesos';
    const problems = archiveProblems(url, props.sha256, home);
    if (problems.length > 0) throw new ProblemError(problems).under('installation');
    return new MesosInstallation(home, { MESOS_ARCHIVE_URL: url, MESOS_ARCHIVE_SHA256: props.sha256 });
  }

  private constructor(
    private readonly home: string,
    private readonly source: Readonly<Record<string, string>>,
  ) {}

  /** Whether a package brings its own unit and the wrapper that reads `/etc/mesos-slave`. */
  get isPackage(): boolean {
    return this.home === SYSTEM;
  }

  get agentProgram(): string {
    return `${this.home}/sbin/mesos-agent`;
  }

  /** What Java programs load. */
  get library(): string {
    return `${this.home}/lib/libmesos.so`;
  }

  /** For `agent.env`. */
  get settings(): Readonly<Record<string, string>> {
    return { MESOS_HOME: this.home, ...this.source };
  }

  /** What an agent outside the system's folders needs to find itself. */
  get environment(): Readonly<Record<string, string>> {
    if (this.isPackage) return {};
    return { LD_LIBRARY_PATH: `${this.home}/lib`, MESOS_LAUNCHER_DIR: `${this.home}/libexec/mesos` };
  }
}

function archiveProblems(url: string, sha256: string, home: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (!/^https?:\/\/[A-Za-z0-9_./:,%+=-]+$/.test(url)) {
    problems.push({ at: 'url', found: shownUrl(url), wanted: 'an http or https URL without credentials' });
  }
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    problems.push({ at: 'sha256', found: shown(sha256), wanted: '64 lower-case hexadecimal digits' });
  }
  const others = /^\/opt\/(mesos-spark|mesosphere)(\/|$)|\/\.\.?(\/|$)/;
  if (!/^\/opt(\/[A-Za-z0-9._-]+)+$/.test(home) || others.test(home)) {
    problems.push({
      at: 'home',
      found: shown(home),
      wanted: 'a folder of its own under /opt, such as "/opt/mesos"',
      fix: 'what is in it is replaced as a whole',
    });
  }
  return problems;
}
