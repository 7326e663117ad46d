import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OPERATOR_SCRIPT, operatorFiles, operatorUnit } from '../../../src/domain/operator-host/boot';
import { cloudConfig } from '../../../src/domain/render/cloud-config';

/** What the tools of Debian say of the operator's files. A tool that is not here is not asked. */

const script = path.join(__dirname, '../../../constructs/boot/operator.sh');
const withTool = (name: string) => (spawnSync('which', [name]).status === 0 ? test : test.skip);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'operator-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

withTool('shellcheck')('shellcheck finds nothing in the boot script', () => {
  expect(spawnSync('shellcheck', [script], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
});

withTool('dash')('a POSIX shell reads the boot script', () => {
  expect(spawnSync('dash', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

withTool('systemd-analyze')('systemd finds nothing in the unit', () => {
  // systemd wants to see the program that the unit starts.
  const unit = path.join(folder, 'mesos-spark-operator.service');
  writeFileSync(unit, operatorUnit().replaceAll(OPERATOR_SCRIPT, script));
  expect(spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

withTool('cloud-init')('cloud-init takes the user data', () => {
  const file = path.join(folder, 'user-data');
  const files = operatorFiles({ AWS_REGION: 'eu-west-1' }, '#!/bin/sh\n');
  const writeFiles = files.map(({ path: name, mode, content }) => ({
    path: name,
    permissions: mode,
    content,
  }));
  writeFileSync(file, cloudConfig({ write_files: writeFiles, runcmd: [[OPERATOR_SCRIPT, 'install']] }));
  expect(execFileSync('cloud-init', ['schema', '--config-file', file], { encoding: 'utf8' })).toContain(
    'Valid',
  );
});
