import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { platformRules } from '../../../src/domain/agent/platform';
import {
  folderOf,
  STORAGE_LABEL,
  type StorageLayout,
  storageBinds,
} from '../../../src/domain/agent/storage-layout';
import { DEFAULT_MOUNT_OPTIONS } from '../../../src/domain/agent/storage-options';
import { MESOS } from '../../support/agent-boot';

const FILE = path.join(__dirname, '../../../docs/storage.md');

/** What is kept in each folder. */
const CONTENTS = {
  mesos: 'sandboxes, images of Mesos, who the agent is',
  docker: 'images and containers',
  containerd: 'images and containers',
  spark: 'shuffle files, one folder an application',
} as const;

/** What mounts where, drawn from what the machine is told. */
function picture(layout: StorageLayout): string {
  const { dataDirectory } = platformRules(MESOS, 'private');
  const folders = storageBinds(dataDirectory, '/var/lib/tmp/spark').map((bind) => ({
    ...bind,
    folder: folderOf(layout, bind),
  }));
  const width = Math.max(...folders.map(({ folder }) => folder.length));
  const far = Math.max(...folders.map(({ path: seen }) => seen.length));
  const seenAt = ({ path: seen }: { readonly path: string }) =>
    layout.layout === 'varLib' ? '' : `  ->  ${seen.padEnd(far)}`;
  const lines = folders.map(
    (one) => `      ${one.folder.padEnd(width)}${seenAt(one)}   ${CONTENTS[one.name]}`,
  );
  return [
    '```text',
    'disk 1   disk 2   …             instance store, or one EBS volume',
    '   |        |',
    '   +--------+------> stripe     where there are several (mdadm, RAID 0)',
    '                       |',
    `   ${layout.mountPoint}   ${layout.fileSystem}, label ${STORAGE_LABEL}, ${layout.mountOptions.join(',')}`,
    ...lines,
    ...(layout.layout === 'varLib' ? ['      …   what the root volume had there, copied'] : []),
    '',
    'root volume',
    '      /var/lib/mesos-spark   what the boot steps remember',
    '```',
  ].join('\n');
}

test.each(['binds', 'varLib'] as const)('the picture of the layout %s is what is mounted', (layout) => {
  const drawn = picture({
    source: { kind: 'instanceStore' },
    layout,
    fileSystem: 'xfs',
    mountPoint: layout === 'varLib' ? '/var/lib' : '/var/lib/ephemeral',
    mountOptions: DEFAULT_MOUNT_OPTIONS,
  });
  const found = new RegExp(`(<!-- picture: ${layout} -->\n)[^]*?(<!-- end -->)`);
  const text = readFileSync(FILE, 'utf8');
  const wanted = text.replace(found, (_, start: string, end: string) => `${start}${drawn}\n${end}`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(FILE, wanted);
  expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  expect(wanted).toContain(drawn);
});
