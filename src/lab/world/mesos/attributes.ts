import type { Range } from '../../../domain/core/ranges';

/** An attribute of an agent by the type that Mesos reads out of its text (src/common/values.cpp). */
export type Attribute = { readonly name: string } & (
  | { readonly type: 'TEXT'; readonly text: string }
  | { readonly type: 'SCALAR'; readonly scalar: number }
  | { readonly type: 'RANGES'; readonly ranges: readonly Range[] }
);

/** Undefined for a set (`{red,blue}`), on which a real agent aborts. */
export function readAttribute(name: string, value: string): Attribute | undefined {
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return { name, type: 'SCALAR', scalar: Number(text) };
  if (/^\[[\d\s,-]*\]$/.test(text)) {
    const ranges = text
      .slice(1, -1)
      .split(',')
      .map((part): Range => {
        const [begin = '', end = begin] = part.split('-');
        return [Number(begin), Number(end)];
      });
    return { name, type: 'RANGES', ranges };
  }
  return text.startsWith('{') ? undefined : { name, type: 'TEXT', text };
}

/** As `/slaves` shows it, and as constraints see it. */
export function attributeValue(attribute: Attribute): string | number {
  switch (attribute.type) {
    case 'TEXT':
      return attribute.text;
    case 'SCALAR':
      return attribute.scalar;
    case 'RANGES':
      return `[${attribute.ranges.map(([begin, end]) => `${begin}-${end}`).join(', ')}]`;
  }
}
