import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SynthesizedStack } from '../../../constructs/testing';

/** What stands for every value that only AWS could give. */
export const LATE = 'late';

/** Attributes of every resource and data source by address, as Terraform has rendered them. */
export type Rendered = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Lets the real Terraform render all texts of a stack, without AWS and without a provider: each resource
 * becomes a `terraform_data` with the same attributes, and what only AWS could give is `late`.
 */
export function renderByTerraform(stack: SynthesizedStack): Rendered {
  const folder = mkdtempSync(path.join(tmpdir(), 'render-'));
  try {
    writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(withoutProvider(stack.json), null, 1));
    terraform(folder, ['init', '-backend=false']);
    terraform(folder, ['apply', '-auto-approve']);
    const outputs = JSON.parse(terraform(folder, ['output', '-json']));
    return Object.fromEntries(
      Object.entries<{ readonly value: Record<string, unknown> }>(outputs).map(([name, { value }]) => [
        name.replace('__', '.'),
        value,
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function terraform(folder: string, args: readonly string[]): string {
  const program = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const result = spawnSync(program, [...args, '-no-color'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' },
  });
  if (result.status !== 0)
    throw new Error(`terraform ${args[0]}:\n${(result.stdout + result.stderr).slice(0, 4000)}`);
  return result.stdout;
}

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

function withoutProvider(json: Readonly<Record<string, unknown>>): unknown {
  const resources = Object.entries((json['resource'] ?? {}) as Blocks).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([id, block]) => ({ id: `${type}__${id}`, block: withoutMeta(block) })),
  );
  return {
    locals: replaceReferences(json['locals'] ?? {}),
    resource: {
      terraform_data: Object.fromEntries(
        resources.map(({ id, block }) => [id, { input: replaceReferences(block) }]),
      ),
    },
    output: Object.fromEntries(
      resources.map(({ id }) => [id, { value: `\${terraform_data.${id}.output}`, sensitive: true }]),
    ),
  };
}

const META = ['//', 'depends_on', 'lifecycle', 'provider', 'count', 'for_each', 'provisioner', 'connection'];

function withoutMeta(block: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !META.includes(key)));
}

/** A reference to the content of another object stays one; every other one is a value of AWS. */
function replaceReferences(value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .replace(/\bterraform_data\.[\w-]+\.output(\.\w+)*/g, `"${LATE}"`)
      .replace(/\b(aws_s3_object)\.([\w-]+)\.content\b/g, 'terraform_data.$1__$2.output.content')
      .replace(/\b(?:data\.)?aws_\w+\.[\w-]+(?:\[\d+\])?\.\w+\b/g, `"${LATE}"`);
  }
  if (Array.isArray(value)) return value.map(replaceReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceReferences(item)]));
}
