import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agentBoot } from '../../src/domain/agent/boot';
import { DEFAULT_JANITOR, type Janitor } from '../../src/domain/agent/janitor';
import { bootProps, DCOS } from '../support/agent-boot';

/** Of the disk below the tests, which is what it is. */
const WARNING = /^.*reads are noticed late.*\n/m;

/** What else happens around a run of the janitor, in shell; `$S` is the shared directory. */
export interface Around {
  readonly before?: string;
  readonly after?: string;
  /** Done where the janitor calls xargs for the first time, to move what it wants to remove: before it, or after. */
  readonly beforeMove?: string;
  readonly afterMove?: string;
  /** Prefix of the janitor's own command line. */
  readonly under?: string;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it said that reads are not noticed; that line is left out of `stderr`. */
  readonly warned: boolean;
  /** The name of each entry of `--dry-run`, and why it goes or stays. */
  readonly reasons: Readonly<Record<string, string>>;
}

/**
 * A shared directory under a folder, and the janitor's script, which runs for real: root, with mounts and processes
 * of its own, for it refuses to work where it may not look into every process.
 */
export class JanitorRoom {
  readonly root = mkdtempSync(path.join(tmpdir(), 'janitor-'));
  readonly shared = path.join(this.root, 'var/lib/tmp/spark');

  constructor(janitor: Janitor = DEFAULT_JANITOR) {
    const { files } = agentBoot(bootProps(DCOS, 'private', { janitor }));
    const wanted = /\/(agent\.env|lib\.sh|janitor\.sh)$/;
    for (const { path: file, content } of files) if (wanted.test(file)) this.write(file, content);
    mkdirSync(this.shared, { recursive: true });
    mkdirSync(path.join(this.root, '.bin'));
  }

  write(file: string, content: string): string {
    const target = path.join(this.root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** A directory as block managers have them, unused for that many hours. */
  tree(name: string, hours = 48): string {
    const folder = path.join(this.shared, name);
    for (const sub of ['00', '3f']) mkdirSync(path.join(folder, sub), { recursive: true });
    writeFileSync(path.join(folder, '00/shuffle_0_0_0.data'), 'data '.repeat(2000));
    writeFileSync(path.join(folder, '3f/shuffle_0_0_0.index'), 'index');
    age(folder, hours);
    return folder;
  }

  /** What lies in the shared directory, sorted, but for the janitor's own folder where nothing is in it. */
  names(): readonly string[] {
    const within = (folder: string) => readdirSync(path.join(this.shared, folder));
    const own = (name: string) =>
      name === '.mesos-spark-janitor' &&
      lstatSync(path.join(this.shared, name)).isDirectory() &&
      `${within(name)}` === 'dead' &&
      within(`${name}/dead`).length === 0;
    return readdirSync(this.shared)
      .filter((name) => !own(name))
      .sort();
  }

  has(name: string): boolean {
    return existsSync(path.join(this.shared, name));
  }

  run(args = '', around: Around = {}): Ran {
    const { before = '', after = '', under = '' } = around;
    this.standIn(around);
    rmSync(path.join(this.shared, '../ready'), { force: true });
    const janitor = `${under} sh '${this.root}/opt/mesos-spark/boot/janitor.sh' ${args}`;
    const script = `S='${this.shared}'\n${before}\n${janitor}\nended=$?\n${after}\nexit $ended`;
    const child = spawnSync('unshare', ['-m', '-p', '-f', '--mount-proc', 'sh', '-c', script], {
      encoding: 'utf8',
      cwd: '/',
      env: {
        PATH: `${this.root}/.bin:${process.env['PATH']}`,
        MESOS_SPARK_ROOT: this.root,
        MESOS_SPARK_CHANGE: 'yes',
      },
    });
    const rows = [...child.stdout.matchAll(/^(go|stays) +[-0-9.]+ h +[0-9.]+ MiB {2}(\S+): (.+)$/gm)];
    return {
      status: child.status,
      stdout: child.stdout.replaceAll(this.root, ''),
      stderr: child.stderr.replaceAll(this.root, '').replace(WARNING, ''),
      warned: WARNING.test(child.stderr),
      reasons: Object.fromEntries(rows.map(([, goes, name, why]) => [name, `${goes}: ${why}`])),
    };
  }

  private standIn({ beforeMove, afterMove }: Around): void {
    const file = path.join(this.root, '.bin/xargs');
    rmSync(file, { force: true });
    if (beforeMove === undefined && afterMove === undefined) return;
    const once = `[ ! -e '${this.root}/.moved' ] || exec "$real" "$@"; : >'${this.root}/.moved'`;
    const act = `${beforeMove ?? ':'}\n"$real" "$@"\nended=$?\n${afterMove ?? ':'}\nexit $ended`;
    const real = spawnSync('sh', ['-c', 'command -v xargs'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(file, `#!/bin/sh\nreal=${real}\nS='${this.shared}'\n${once}\n${act}\n`);
    chmodSync(file, 0o755);
    rmSync(path.join(this.root, '.moved'), { force: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Sets when everything below was changed and read. Folders are read by whoever looks at them. */
export function age(target: string, hours: number): void {
  const time = Date.now() / 1000 - hours * 3600;
  if (lstatSync(target).isDirectory()) {
    for (const name of readdirSync(target)) age(path.join(target, name), hours);
  }
  lutimesSync(target, time, time);
}

/** A process that does `setup` in a shell and then stays; the next line runs when it is ready. */
export function holding(setup: string): string {
  const ready = '"$S/../ready"';
  return `( ${setup}\n: >${ready}\nexec sleep 60 ) &\nuntil [ -e ${ready} ]; do sleep 0.02; done`;
}

/** A process that has files open, however many. */
export function reading(files: readonly string[]): string {
  return python(
    `files = [open(name) for name in sys.argv[2:]]`,
    files.map((file) => `"${file}"`),
  );
}

/** A process that maps a file and has it open no longer. */
export function mapping(file: string): string {
  // Python's own mmap keeps a descriptor.
  const lines = `libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
f = os.open(sys.argv[2], os.O_RDONLY)
if libc.mmap(None, ctypes.c_size_t(4096), 1, 2, f, ctypes.c_long(0)) in (None, 2 ** 64 - 1): sys.exit('no map')
os.close(f)`;
  return python(lines, [`"${file}"`]);
}

/** A process that does that and then stays; the next line runs when it is ready. */
function python(lines: string, words: readonly string[]): string {
  const program = `import ctypes, os, sys, time\n${lines}\nopen(sys.argv[1], 'w').close()\ntime.sleep(60)`;
  return `python3 -c "${program}" "$S/../ready" ${words.join(' ')} &\nuntil [ -e "$S/../ready" ]; do sleep 0.02; done`;
}
