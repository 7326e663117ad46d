/** What is read of a JSON Schema, as zod writes them. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  /** `{}` and true: anything. */
  readonly additionalProperties?: boolean | SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** The forms that a value may have: itself, or the members of a union. */
export function variantsOf(node: SchemaNode): readonly SchemaNode[] {
  const members = node.oneOf ?? node.anyOf ?? node.allOf;
  return members ? members.flatMap(variantsOf) : [node];
}

/** What a name leads to: a field, an entry of a map; through lists as if there were one item. */
export function childrenOf(node: SchemaNode, name: string): readonly SchemaNode[] {
  const found = variantsOf(node).flatMap((one): readonly SchemaNode[] => {
    if (one.items) return childrenOf(one.items, name);
    const field = Object.hasOwn(one.properties ?? {}, name) ? one.properties?.[name] : undefined;
    if (field) return [field];
    return typeof one.additionalProperties === 'object' && one.properties === undefined
      ? [one.additionalProperties]
      : [];
  });
  const byText = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()];
}

/** Names of fields that are said, through unions and lists. */
export function namesIn(node: SchemaNode): readonly string[] {
  const names = variantsOf(node).flatMap((one) =>
    one.items ? namesIn(one.items) : Object.keys(one.properties ?? {}),
  );
  return [...new Set(names)];
}

/** `string`, `7077`, `Wait | Proceed`, `list of string`, `map of string`, `object`. */
export function typeText(node: SchemaNode): string {
  const variants = variantsOf(node);
  if (variants.length > 1) return [...new Set(variants.map(typeText))].join(' | ');
  const [one = node] = variants;
  if (one.const !== undefined) return wordText(one.const);
  if (one.enum) return one.enum.map(wordText).join(' | ');
  if (one.items) return `list of ${inner(one.items)}`;
  if (one.properties) return 'object';
  const { additionalProperties: entries } = one;
  if (typeof entries === 'object') return `map of ${inner(entries)}`;
  return one.type ?? 'anything';
}

function inner(node: SchemaNode): string {
  const text = typeText(node);
  return text.includes(' | ') ? `(${text})` : text;
}

const wordText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** `from 1 to 65535`; nothing where any number will do. */
export function rangeText(node: SchemaNode): string | undefined {
  const { minimum, exclusiveMinimum, maximum } = node;
  const from = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `from ${minimum}` : undefined;
  const above = exclusiveMinimum === undefined ? undefined : `above ${exclusiveMinimum}`;
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : undefined;
  return [from ?? above, to].filter((part) => part !== undefined).join(' ') || undefined;
}
