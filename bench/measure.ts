import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** What one run of a case in a process of its own measured. CPU is user plus system time. */
export interface Sample {
  readonly cpuMillis: number;
  /** Growth of the resident set at its highest over where it stood before the work, in bytes. */
  readonly memoryBytes: number;
  /** Objects that live when it is over, after a collection. */
  readonly liveBytes?: number;
  readonly detail?: string;
}

export interface Ratio {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  /** Median of the ratios of the pairs, which were run in turn. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly goal?: number;
}

/** What is told as it is, beside its goal: no other run has anything to compare it with. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly goal: string;
  readonly detail: string;
}

/** Runs a case file in a fresh Node and reads the one JSON line that it prints. */
export function runCase(file: string, args: readonly string[]): Sample {
  return runNode(file, ['--require', 'tsx/cjs', path.join(__dirname, file), ...args]);
}

const bundles = new Map<string, string>();

/**
 * The same with the file bundled, as operators run: what tsx makes of a file gives every function its name again each
 * time that it is made, which costs a pass over many agents a fifth more.
 */
export function runBundledCase(file: string, args: readonly string[]): Sample {
  return runNode(file, [bundleOf(file), ...args]);
}

export function bundleOf(file: string): string {
  const known = bundles.get(file);
  if (known !== undefined) return known;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const outfile = path.join(folder, `${path.parse(file).name}.cjs`);
  const entryPoints = [path.join(__dirname, file)];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  bundles.set(file, outfile);
  return outfile;
}

function runNode(file: string, args: readonly string[]): Sample {
  const child = spawnSync(process.execPath, ['--expose-gc', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (child.status !== 0)
    throw new Error(`bench case ${file}: node ${args.join(' ')} ended with ${child.status}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as Sample;
}

export interface Pair {
  readonly name: string;
  readonly runs: number;
  readonly ours: () => Sample;
  readonly reference: () => Sample;
  readonly of: (sample: Sample) => number;
  readonly unit: string;
  readonly goal?: number;
}

/** Runs ours and the reference in turn, A B A B, so that a machine that slows down slows both. */
export function compare(pair: Pair): Ratio {
  const ours: number[] = [];
  const reference: number[] = [];
  for (let i = 0; i < pair.runs; i++) {
    process.stderr.write(`  ${pair.name}: ${i + 1} of ${pair.runs}\r`);
    ours.push(pair.of(pair.ours()));
    reference.push(pair.of(pair.reference()));
  }
  process.stderr.write('\x1b[2K');
  const ratios = ours.map((value, i) => value / (reference[i] ?? Number.NaN));
  return {
    name: pair.name,
    ours: median(ours),
    reference: median(reference),
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    unit: pair.unit,
    ...(pair.goal === undefined ? {} : { goal: pair.goal }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function table(ratios: readonly Ratio[]): string {
  return columns([
    ['case', 'ours', 'reference', 'ratio', 'range', 'goal'],
    ...ratios.map((r) => [
      r.name,
      `${round(r.ours)} ${r.unit}`,
      `${round(r.reference)} ${r.unit}`,
      r.ratio.toFixed(2),
      `${r.low.toFixed(2)} to ${r.high.toFixed(2)}`,
      r.goal === undefined ? '' : `${r.ratio <= r.goal ? 'met' : 'missed'}, at most ${r.goal.toFixed(2)}`,
    ]),
  ]);
}

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, goal, detail }) => [name, value, goal, detail]);
  return columns([['figure', 'found', 'goal', 'of which'], ...rows]);
}

function columns(all: readonly (readonly string[])[]): string {
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
