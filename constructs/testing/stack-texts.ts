import { gunzipSync } from 'node:zlib';
import type { SynthesizedStack } from './synthesized-stack';

/** What Terraform makes of an attribute's text, with its references left as they are. */
export function plainText(text: string): string {
  return text.replace(/([$%])\1\{/g, '$1{');
}

export interface FoundManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

/** Every manifest that the stack writes, sorted by its key. Late strings show Terraform's reference. */
export function manifestsOf(stack: SynthesizedStack): readonly FoundManifest[] {
  return Object.values(stack.resources('aws_s3_object'))
    .filter(({ key }) => String(key).startsWith('manifests/'))
    .sort((a, b) => (String(a['key']) < String(b['key']) ? -1 : 1))
    .map(({ content }) => JSON.parse(manifestJson(stack, String(content))));
}

function manifestJson(stack: SynthesizedStack, content: string): string {
  return content.replace(/([$%])\1\{|\$\{jsonencode\(local\.([\w-]+)\)\}/g, (_, sign, local) =>
    local === undefined ? `${sign}{` : JSON.stringify(plainText(stack.local(local) ?? local)),
  );
}

export interface UserDataFile {
  readonly path: string;
  readonly permissions?: string;
  readonly content: string;
}

export interface UserData {
  readonly files: readonly UserDataFile[];
  /** Everything else of the cloud-config. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** The user data of a launch template's attributes: plain gzip, or Terraform's own. Undefined if it is neither. */
export function userDataOf(stack: SynthesizedStack, attribute: unknown): UserData | undefined {
  if (typeof attribute !== 'string') return undefined;
  const local = /^\$\{base64gzip\(local\.([\w-]+)\)\}$/.exec(attribute)?.[1];
  const text = local === undefined ? gunzipped(attribute) : userDataText(stack, local);
  return text?.startsWith('#cloud-config\n') ? parsed(text) : undefined;
}

/** The text of a local, as Terraform fills in what groups share; other references stay. */
export function userDataText(stack: SynthesizedStack, local: string): string {
  const text = stack.local(local) ?? '';
  return plainText(text.replace(/^\$\{local\.([\w-]+)\}/, (whole, first) => stack.local(first) ?? whole));
}

function gunzipped(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes).toString('utf8') : undefined;
}

function parsed(text: string): UserData {
  // \U0001F600 is YAML's; JSON wants two halves.
  const json = text
    .slice(text.indexOf('\n') + 1)
    .replace(/\\\\|\\U([0-9A-F]{8})/g, (whole, code) =>
      code === undefined
        ? whole
        : JSON.stringify(String.fromCodePoint(Number.parseInt(code, 16))).slice(1, -1),
    );
  const { write_files: files = [], ...rest } = JSON.parse(json);
  return { files, rest };
}
