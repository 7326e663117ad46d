import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../fixtures/seeds');

export interface Block {
  /** `002[4]`: the fifth block of the document. */
  readonly id: string;
  readonly text: string;
}

/** Every fenced block of a document. */
export function blocksOf(seed: string, file: string): readonly Block[] {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map((match, i) => ({
    id: `${seed}[${i}]`,
    text: match[1] ?? '',
  }));
}

/** What a shell makes of a text: each run of a program of ours, as words, with what was asked of its environment. */
export function ranBy(text: string, programs: readonly string[], variables: readonly string[] = []) {
  const folder = mkdtempSync(path.join(tmpdir(), 'seed-'));
  try {
    const log = path.join(folder, 'log');
    const values = variables.map((name) => `"${name}=\${${name}-}"`).join(' ');
    for (const name of programs) {
      const script = `#!/bin/sh\nprintf '%s\\0' RUN ${name} "$@" ${values} >>'${log}'\n`;
      writeFileSync(path.join(folder, name), script, { mode: 0o755 });
    }
    writeFileSync(log, '');
    spawnSync('sh', ['-c', text], {
      env: { PATH: `${folder}:/usr/bin:/bin`, MESOS_SANDBOX: folder },
      cwd: folder,
    });
    const words = readFileSync(log, 'utf8').split('\0').slice(0, -1);
    const runs: string[][] = [];
    for (const word of words) word === 'RUN' ? runs.push([]) : runs.at(-1)?.push(word);
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const FLAGS = new Set(['--supervise', '--verbose']);

/** The options of a spark-submit by name, each property apart, then the file and its arguments. */
export function facts(words: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let i = 0;
  for (; words[i]?.startsWith('--'); i++) {
    const name = words[i] ?? '';
    if (FLAGS.has(name)) found[name] = 'yes';
    else {
      const value = words[++i] ?? '';
      const at = name === '--conf' ? value.indexOf('=') : -1;
      found[at < 0 ? name : value.slice(0, at)] = at < 0 ? value : value.slice(at + 1);
    }
  }
  found['file'] = words[i] ?? '';
  found['args'] = words.slice(i + 1).join(' ');
  return found;
}

/** `name: theirs -> ours` of everything that differs, sorted. */
export function differences(
  theirs: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
    .sort()
    .filter((name) => theirs[name] !== ours[name])
    .map((name) => `${name}: ${theirs[name] ?? 'nothing'} -> ${ours[name] ?? 'nothing'}`);
}
