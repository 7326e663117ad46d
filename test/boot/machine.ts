import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agentBoot } from '../../src/domain/agent/boot';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';

/** Commands that only read, or that change nothing outside the root. */
const PLAIN_COMMANDS = [
  'awk basename cat chmod cksum cp cut date df dirname echo env getconf grep gzip head ln ls mkdir mv readlink rm sed sh',
  'od sha256sum sleep sort tail tar timeout touch tr',
]
  .join(' ')
  .split(' ');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Command lines of the stand-ins, in order. */
  readonly calls: readonly string[];
}

/**
 * A machine under a folder: the files that cloud-init would write, and a PATH on which there is nothing but plain
 * tools and stand-ins that write down how they were called.
 */
export class Machine {
  readonly root = mkdtempSync(path.join(tmpdir(), 'machine-'));
  private readonly plain = path.join(this.root, '.plain');
  private readonly log = path.join(this.root, '.calls');

  constructor(props: AgentBootProps) {
    mkdirSync(this.plain);
    for (const name of PLAIN_COMMANDS) symlinkSync(which(name), path.join(this.plain, name));
    for (const { path: file, mode, content } of agentBoot(props).files) this.write(file, content, mode);
  }

  write(file: string, content: string | Uint8Array, mode = '0644'): void {
    const target = path.join(this.root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    // Never through a link: the plain tools are links to the ones of this machine.
    rmSync(target, { force: true });
    writeFileSync(target, content, { flag: 'wx' });
    chmodSync(target, Number.parseInt(mode, 8));
  }

  writeBytes(file: string, bytes: Buffer): void {
    writeFileSync(path.join(this.root, file), bytes);
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  link(file: string, to: string): void {
    const target = path.join(this.root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(to, target);
  }

  isLink(file: string): boolean {
    return lstatSync(path.join(this.root, file)).isSymbolicLink();
  }

  delete(file: string): void {
    rmSync(path.join(this.root, file));
  }

  has(file: string): boolean {
    return existsSync(path.join(this.root, file));
  }

  /** A stand-in; `body` is shell. It is written down with the root left out of its arguments. */
  command(name: string, body = ':'): void {
    const note = `printf '%s' '${name}' >>'${this.log}'; for a in "$@"; do printf ' %s' "\${a#${this.root}}" >>'${this.log}'; done; echo >>'${this.log}'`;
    this.write(`.bin/${name}`, `#!/bin/sh\n${note}\n${body}\n`, '0755');
  }

  commands(...names: readonly string[]): void {
    for (const name of names) this.command(name);
  }

  /** Runs a step of the boot, changes included unless `dry`. */
  run(
    script: string,
    env: Readonly<Record<string, string>> = {},
    dry = false,
    args: readonly string[] = [],
  ): Outcome {
    writeFileSync(this.log, '');
    const result = spawnSync('sh', [path.join(this.root, 'opt/mesos-spark/boot', script), ...args], {
      encoding: 'utf8',
      env: {
        PATH: `${path.join(this.root, '.bin')}:${this.plain}`,
        LC_ALL: 'C.UTF-8',
        MESOS_SPARK_ROOT: this.root,
        ...(dry ? {} : { MESOS_SPARK_CHANGE: 'yes' }),
        ...env,
      },
    });
    const without = (text: string) => text.replaceAll(this.root, '');
    return {
      status: result.status,
      stdout: without(result.stdout),
      stderr: without(result.stderr),
      calls: readFileSync(this.log, 'utf8').split('\n').filter(Boolean),
    };
  }

  /** A variable as a shell reads it from an environment file. */
  variable(file: string, name: string): string {
    const line = `. "$1"; printf %s "$${name}"`;
    return spawnSync('sh', ['-c', line, 'sh', path.join(this.root, file)], { encoding: 'utf8' }).stdout;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function which(name: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`found no ${name} on PATH, wanted it to run boot scripts`);
  return found;
}
