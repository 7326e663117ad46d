import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import { canonicalJson } from '../src/domain/render/json';
import { isLate } from './known';
import { attributeText, lossOf, terraformText, terraformValue } from './terraform-text';

/**
 * A value as canonical JSON for an attribute of Terraform. A string in it may be a token or hold some: Terraform
 * puts its JSON form there when it knows it. Keys, numbers and lists have to be known at synth.
 * @param id where the locals for late strings stand below `scope`; unique there
 */
export function manifestText(scope: Construct, id: string, value: unknown): string {
  const lateStrings: string[] = [];
  const name = freeName(value);
  const json = canonicalJson(
    replaceStrings(value, (text) => {
      if (!isLate(text)) return text;
      lateStrings.push(text);
      return `@${name}_${lateStrings.length}@`;
    }),
    2,
  );
  const late = lateStrings.map((text, i): [string, string] => [
    `${name}_${i + 1}`,
    Fn.jsonencode(terraformValue(scope, `${id}-late-${i + 1}`, attributeText(text))),
  ]);
  // jsonencode brings its own quotes.
  const unquoted = late.reduce((text, [key]) => text.replace(`"@${key}@"`, `@${key}@`), stableJson(json));
  return terraformText(unquoted, Object.fromEntries(late));
}

/** The same JSON, in ASCII if Terraform would change letters of it. */
function stableJson(json: string): string {
  if (lossOf(json) === undefined) return json;
  return json.replace(/[^\n -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A name for late values that stands nowhere in the value itself. */
function freeName(value: unknown): string {
  const text = JSON.stringify(value);
  let name = 'LATE';
  while (text.includes(`@${name}_`)) name += '_X';
  return name;
}

function replaceStrings(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceStrings(item, replace)]));
}
