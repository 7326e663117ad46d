/** A name such as `<task-1>` that stands for a value in a recording. */
const PLACEHOLDER = /<(task|deployment|instance|agent|framework|time)-\d+>/g;

/**
 * What the placeholders of a recording stand for in this run: the same name always for the same value, and ids of
 * two names never the same.
 */
export class Bindings {
  private readonly values = new Map<string, string>();
  private readonly names = new Map<string, string>();

  valueOf(name: string): string | undefined {
    return this.values.get(name);
  }

  nameOf(value: string): string | undefined {
    return this.names.get(value);
  }

  /** Says whether the name may stand for the value; from then on it does. */
  bind(name: string, value: string): boolean {
    const known = this.values.get(name);
    if (known !== undefined) return known === value;
    const isTime = name.startsWith('<time');
    if (!isTime && this.names.has(value)) return false;
    this.values.set(name, value);
    this.names.set(value, name);
    return true;
  }

  /** The text with every name replaced; one that stands for nothing yet becomes an id that nothing has. */
  fill(text: string): string {
    return text.replace(PLACEHOLDER, (name) => {
      if (name.startsWith('<time')) return this.values.get(name) ?? '2020-01-01T00:00:00.000Z';
      return this.values.get(name) ?? '00000000-0000-4000-8000-000000000000';
    });
  }

  fillJson(value: unknown): unknown {
    return value === undefined ? undefined : (JSON.parse(this.fill(JSON.stringify(value))) as unknown);
  }
}

export function isPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && /^<(task|deployment|instance|agent|framework|time)-\d+>$/.test(value);
}

/** Removes nothing that matters: a whole name inside of a longer text. */
export function placeholdersIn(text: string): readonly string[] {
  return text.match(PLACEHOLDER) ?? [];
}
