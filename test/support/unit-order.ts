import type { BootFile } from '../../src/domain/agent/boot-feature';

/** One start after another, as unit files say it. */
interface Edge {
  readonly first: string;
  readonly second: string;
  /** Whether `second` does not start without `first`. */
  readonly needed: boolean;
}

/** The order of the units as a picture (Mermaid): thick arrows where the second needs the first. */
export function unitPicture(files: readonly BootFile[]): string {
  const edges = files.flatMap(edgesOf);
  const lines = [...new Set(edges.map(({ first, second }) => `${first} ${second}`))].sort().map((pair) => {
    const [first = '', second = ''] = pair.split(' ');
    const needed = edges.some((edge) => edge.needed && edge.first === first && edge.second === second);
    return `  ${node(first)} ${needed ? '==>' : '-->'} ${node(second)}`;
  });
  return ['```mermaid', 'graph LR', ...lines, '```', ''].join('\n');
}

/** Which scripts a unit runs, as a list. */
export function unitScripts(files: readonly BootFile[]): string {
  const rows = files.filter(isUnit).flatMap((file) => {
    const runs = [...file.content.matchAll(/^(Exec\w+)=.*?\/opt\/mesos-spark\/boot\/([\w.-]+)/gm)];
    return runs.flatMap(([, when = '', script = '']) => {
      const scripts = script === 'steps.sh' ? stepsOf(file.content) : [script];
      return scripts.map((one) => `| \`${unitOf(file)}\` | \`${when}\` | \`${one}\` |\n`);
    });
  });
  return `| unit | setting | script |\n|---|---|---|\n${[...new Set(rows)].join('')}`;
}

/** The scripts that a unit runs in a row. */
export function stepsOf(unit: string): readonly string[] {
  const [, names = ''] = /\/steps\.sh (.*)$/m.exec(unit) ?? [];
  return names.split(' ').flatMap((name) => (name === '' ? [] : [`${name}.sh`]));
}

const isUnit = ({ path }: BootFile) => path.startsWith('/etc/systemd/system/');

/** Of a unit, or of what its drop-in adds to. */
function unitOf({ path }: BootFile): string {
  return path.replace('/etc/systemd/system/', '').replace(/\.d\/.*$/, '');
}

function edgesOf(file: BootFile): readonly Edge[] {
  if (!isUnit(file)) return [];
  const unit = unitOf(file);
  const named = (key: string) =>
    [...file.content.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].flatMap(([, list = '']) => list.split(' '));
  const needed = new Set(named('Requires'));
  return [
    ...named('After').map((first) => ({ first, second: unit, needed: needed.has(first) })),
    ...named('Before').map((second) => ({ first: unit, second, needed: false })),
  ];
}

function node(unit: string): string {
  return `${unit.replace(/[^A-Za-z0-9]/g, '_')}["${unit.replace('.service', '')}"]`;
}
