import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MARATHON_SCRIPT, machineUnit } from '../../../src/domain/marathon-server/on-machines';
import { MarathonSource } from '../../../src/domain/marathon-server/source';

/** What the tools of Debian say of the files of a machine that runs Marathon. A tool that is not here is not asked. */

const script = path.join(__dirname, '../../../constructs/boot/marathon.sh');
const withTool = (name: string) => (spawnSync('which', [name]).status === 0 ? test : test.skip);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'marathon-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

withTool('shellcheck')('shellcheck finds nothing in the boot script', () => {
  expect(spawnSync('shellcheck', [script], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
});

withTool('dash')('a POSIX shell reads the boot script', () => {
  expect(spawnSync('dash', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

withTool('systemd-analyze')('systemd finds nothing in the unit', () => {
  // systemd wants to see the programs that the unit starts.
  const unit = path.join(folder, 'mesos-spark-marathon.service');
  const text = machineUnit(MarathonSource.package())
    .replaceAll(MARATHON_SCRIPT, script)
    .replace('ExecStart=/usr/bin/marathon', 'ExecStart=/bin/true');
  writeFileSync(unit, text);
  expect(spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});
