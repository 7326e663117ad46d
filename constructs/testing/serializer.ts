import { createHash } from 'node:crypto';
import { userDataOf } from './stack-texts';
import { SynthesizedStack } from './synthesized-stack';

/** What jest wants of a snapshot serializer, said here so that this needs no jest. */
export interface SnapshotSerializer {
  test(value: unknown): boolean;
  serialize(value: unknown): string;
}

/**
 * Writes a stack so that its snapshot is read and reviewed: user data as files and lines, no hashes of assets
 * (a new version of the operator's program is not a change of your stack), none of cdktf's own notes.
 * A boot script of the library is one line with a hash of its own: it changes only when machines change.
 *
 * Takes a {@link SynthesizedStack} and the text that cdktf's `Testing.synth` gives.
 */
export const serializer: SnapshotSerializer = {
  test: (value) => stackOf(value) !== undefined,
  serialize: (value) => {
    const stack = stackOf(value);
    return stack === undefined ? String(value) : `${JSON.stringify(readable(stack, stack.json), null, 2)}\n`;
  },
};

function stackOf(value: unknown): SynthesizedStack | undefined {
  if (value instanceof SynthesizedStack) return value;
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined;
  try {
    const json = JSON.parse(value);
    return 'resource' in json || 'terraform' in json ? new SynthesizedStack(json) : undefined;
  } catch {
    return undefined;
  }
}

function readable(stack: SynthesizedStack, value: unknown, name = ''): unknown {
  if (typeof value === 'string') return text(stack, name, value);
  if (Array.isArray(value)) return value.map((item) => readable(stack, item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([key, item]) => key !== '//' && !isUserDataText(key, item))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept.map(([key, item]) => [key, readable(stack, item, key)]));
}

/** A local that a launch template's `user_data` shows already. */
function isUserDataText(name: string, value: unknown): boolean {
  return (
    name.includes('user-data') && typeof value === 'string' && /^(#cloud-config\n|\$\{local\.)/.test(value)
  );
}

function text(stack: SynthesizedStack, name: string, value: string): unknown {
  if (name === 'content_base64') return `bytes ${shortHash(value)}`;
  const data = name === 'user_data' ? userDataOf(stack, value) : undefined;
  if (data === undefined) return withoutHashes(value);
  const files = data.files.map(({ path, permissions = '', content }): [string, unknown] => [
    `${path} ${permissions}`.trim(),
    path.startsWith('/opt/mesos-spark/boot/') ? scriptLine(content) : lines(content),
  ]);
  return { ...data.rest, write_files: Object.fromEntries(files) };
}

function lines(content: string): readonly string[] {
  return withoutHashes(content).replace(/\n$/, '').split('\n');
}

function scriptLine(content: string): string {
  return `boot script ${shortHash(content)}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function withoutHashes(value: string): string {
  return value
    .replace(/\b(assets\/[^/]+\/)[0-9A-Fa-f]{32,64}\b/g, '$1<hash>')
    .replace(/\b(operator\/)[0-9a-f]{64}\b/g, '$1<hash>')
    .replace(/\b(MESOS_SPARK_BUNDLE_SHA256=)[0-9a-f]{64}\b/g, '$1<hash>');
}
