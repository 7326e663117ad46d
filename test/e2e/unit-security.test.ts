import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agentBoot } from '../../src/domain/agent/boot';
import { DEFAULT_HEALTH } from '../../src/domain/agent/health';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { DEFAULT_JANITOR } from '../../src/domain/agent/janitor';
import { DEFAULT_LAUNCH_HOOK } from '../../src/domain/agent/launch-hook';
import { DEFAULT_GATE } from '../../src/domain/agent/shuffle-gate';
import { operatorUnit } from '../../src/domain/operator-host/boot';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, MESOS } from '../support/agent-boot';

/** docs/units.md has a row `| unit | exposure | why |` for each unit of ours that runs a program. */
const PAGE = path.join(__dirname, '../../docs/units.md');
const ROWS = new Map(
  [...readFileSync(PAGE, 'utf8').matchAll(/^\| `([^`]+)` +\| +(\d+\.\d) +\|/gm)].map(
    ([, unit = '', score]) => [unit, Number(score)],
  ),
);

const SPARK = SparkDistribution.host('/opt/spark', { version: '3.5.9' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'unit-security-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of all features; an agent's own unit is Mesos' business, which runs others' programs. */
function units(): ReadonlyMap<string, string> {
  const { files } = agentBoot(
    bootProps(MESOS, 'private', {
      janitor: DEFAULT_JANITOR,
      health: DEFAULT_HEALTH,
      launchHook: DEFAULT_LAUNCH_HOOK,
      shuffleGate: DEFAULT_GATE,
      fetchedScripts: { digest: '0'.repeat(64), url: 'https://scripts.example.internal/boot/0.sh.gz' },
      sparkSecrets: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3'],
      hostShuffleServices: [hostShuffleService({ port: 7340, spark: SPARK })],
    }),
  );
  const ours = files
    .filter((file) => /system\/(mesos-spark-[^/]*|spark-shuffle@)\.service$/.test(file.path))
    .map((file) => [path.basename(file.path), file.content] as const);
  return new Map([...ours, ['mesos-spark-operator.service', operatorUnit()]]);
}

/** From 0, confined, to 10, not at all. */
function exposure(unit: string, text: string): number {
  const file = path.join(folder, unit.replace('@.', '@7340.'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  const args = ['security', '--offline=true', '--no-pager', '--threshold=100', file];
  const { stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  const score = /Overall exposure level for \S+: (\d+\.\d)/.exec(stdout)?.[1];
  if (score === undefined) throw new Error(`systemd-analyze security gave no score: ${stdout}${stderr}`);
  return Number(score);
}

test('each of our services is as confined as its page says, or more', () => {
  const measured = [...units()].map(([unit, text]) => [unit, exposure(unit, text)] as const);
  const worse = measured.filter(([unit, score]) => !(score <= (ROWS.get(unit) ?? -1)));
  expect(worse).toEqual([]);
});

test('the page names no service that there is not', () => {
  const all = units();
  expect([...ROWS.keys()].filter((unit) => !all.has(unit))).toEqual([]);
});
