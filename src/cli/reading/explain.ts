import { InvalidArgumentError } from 'commander';
import { nearMiss } from '../../domain/core/near-miss';
import { jsonSchemas } from '../../manifest';
import { wrap } from '../output/wrap';
import { kindNamed } from './kind-names';
import { childrenOf, namesIn, rangeText, type SchemaNode, typeText, variantsOf } from './schema-node';

/** One place in a kind, with what its schema says of it. */
export interface Explained {
  readonly kind: string;
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

/**
 * For commander: reads `KIND` or `KIND.path.to.field`; lists are passed through.
 * @throws InvalidArgumentError with the nearest name where nothing is there
 */
export function explained(word: string): Explained {
  const [first = '', ...path] = word.split('.').map((name) => name.replace(/\[\d*\]$/, ''));
  const schemas = jsonSchemas() as Readonly<Record<string, SchemaNode>>;
  const kind = kindNamed(first, Object.keys(schemas));
  let node = schemas[kind] ?? {};
  for (const [i, name] of path.entries()) {
    const found = childrenOf(node, name);
    if (found.length === 0) {
      const names = namesIn(node);
      const near = nearMiss(name, names);
      const where = [kind, ...path.slice(0, i)].join('.');
      const there = names.length === 0 ? 'has no fields that are described' : `has ${names.join(', ')}`;
      throw new InvalidArgumentError(
        `${near === undefined ? '' : `Did you mean ${near}? `}${where} ${there}.`,
      );
    }
    node = found.length === 1 ? (found[0] ?? {}) : { anyOf: found };
  }
  return { kind, path, node };
}

/** The place itself, then its fields, each with type, default and what it means. */
export function explainText({ kind, path, node }: Explained, deep: boolean): string {
  const head = `${[kind, ...path].join('.')}  ${typeText(node)}${factsText(node)}\n`;
  const said = node.description === undefined ? '' : `${wrapped(node.description, '  ')}\n`;
  return `${head}${said}${fieldsText(node, { deep, indent: '  ' })}`;
}

interface Level {
  readonly deep: boolean;
  readonly indent: string;
}

function fieldsText(node: SchemaNode, level: Level): string {
  const objects = variantsOf(itemsOf(node)).filter(({ properties }) => properties !== undefined);
  return objects
    .map((one) => {
      const fields = Object.entries(one.properties ?? {});
      const head = objects.length === 1 ? '' : `\n${level.indent}either, ${labelOf(one)}:\n`;
      return `${head}${fields.map(([name, field]) => fieldText(name, field, one, level)).join('')}`;
    })
    .join('');
}

function fieldText(name: string, field: SchemaNode, parent: SchemaNode, { deep, indent }: Level): string {
  const required = parent.required?.includes(name) ? ', required' : '';
  const line = `${deep ? '' : '\n'}${indent}${name}  ${typeText(field)}${required}${factsText(field)}\n`;
  if (deep) return line + fieldsText(field, { deep, indent: `${indent}  ` });
  return line + (field.description === undefined ? '' : `${wrapped(field.description, `${indent}  `)}\n`);
}

/** Through lists and maps to what they hold. */
function itemsOf(node: SchemaNode): SchemaNode {
  const { items, additionalProperties: entries, properties } = node;
  if (items) return itemsOf(items);
  return typeof entries === 'object' && properties === undefined ? itemsOf(entries) : node;
}

/** What tells a member of a union from the others. */
function labelOf({ properties = {}, required = [] }: SchemaNode): string {
  const fixed = Object.entries(properties).filter(([, { const: value }]) => value !== undefined);
  if (fixed.length > 0) return fixed.map(([name, field]) => `${name} ${typeText(field)}`).join(', ');
  return `with ${required.join(', ')}`;
}

function factsText(node: SchemaNode): string {
  const value = node.default;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  const facts = [
    rangeText(node),
    value === undefined || isEmpty ? undefined : `default ${JSON.stringify(value)}`,
  ];
  return facts
    .filter((one) => one !== undefined)
    .map((one) => `, ${one}`)
    .join('');
}

const wrapped = (text: string, indent: string) => wrap(text, 98 - indent.length).replace(/^/gm, indent);
