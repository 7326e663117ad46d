import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { ROOT } from '../support/tools';
import type { InputSeries } from './samples';

/** An alert that fires, as promtool compares it: every label and every annotation. */
export interface Fired {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

export interface AlertTest {
  /** Minutes since the first scrape. */
  readonly minute: number;
  readonly alert: string;
  readonly fires: readonly Fired[];
}

export interface RuleTest {
  readonly rules: string;
  readonly series: readonly InputSeries[];
  readonly tests: readonly AlertTest[];
}

let program: string | undefined;

/** @throws Error that says what to install where there is none */
function promtool(): string {
  program ??= execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/promtool.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  return program;
}

/** `promtool check rules`. @returns what it says, with its exit status */
export function checkRules(rules: string): string {
  return inFolder((folder) => {
    writeFileSync(path.join(folder, 'rules.yml'), rules);
    return ran(folder, ['check', 'rules', 'rules.yml']);
  });
}

/** `promtool check config`, with the rules beside it as `alerts.yml`. @returns what it says, with its exit status */
export function checkConfig(config: string, rules: string): string {
  return inFolder((folder) => {
    writeFileSync(path.join(folder, 'alerts.yml'), rules);
    writeFileSync(path.join(folder, 'prometheus.yml'), config);
    return ran(folder, ['check', 'config', 'prometheus.yml']);
  });
}

/** `promtool test rules`. @returns what it says, with its exit status */
export function testRules({ rules, series, tests }: RuleTest): string {
  const document = {
    rule_files: ['rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: series,
        alert_rule_test: tests.map(({ minute, alert, fires }) => ({
          eval_time: `${minute}m`,
          alertname: alert,
          exp_alerts: fires,
        })),
      },
    ],
  };
  return inFolder((folder) => {
    writeFileSync(path.join(folder, 'rules.yml'), rules);
    writeFileSync(path.join(folder, 'tests.yml'), stringify(document, { lineWidth: 0 }));
    return ran(folder, ['test', 'rules', 'tests.yml']);
  });
}

function inFolder(work: (folder: string) => string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'alert-rules-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ran(cwd: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(promtool(), args, { cwd, encoding: 'utf8' });
  return `${stdout}${stderr}exit status ${status}`;
}
