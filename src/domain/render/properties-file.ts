import { sortedEntries } from './unwritable';

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\f': '\\f' };

/**
 * A file that `java.util.Properties.load` reads back as exactly these keys and values, one `key=value` a
 * line, sorted. Everything outside printable ASCII is written as \uXXXX: Spark reads `spark-defaults.conf`
 * as UTF-8 (`Utils.getPropertiesFromFile`, 2.0 and later), `Properties.load(InputStream)` reads Latin-1,
 * and so both read the same.
 *
 * Spark itself trims space around each value after reading; that loss is Spark's, and
 * `checkProperties` reports it.
 */
export function propertiesFile(properties: Readonly<Record<string, string>>): string {
  return sortedEntries(properties)
    .map(([key, value]) => `${escapedKey(key)}=${escapedValue(value)}\n`)
    .join('');
}

/** A key ends at the first space, `=` or `:` and a line that starts with `#` or `!` is a comment. */
function escapedKey(key: string): string {
  return key.replace(/[ =:#!]|[^\x21-\x7e]|\\/g, (c) => (c >= ' ' && c <= '~' ? `\\${c}` : escaped(c)));
}

/** Leading space would be taken for the separator's; the rest of a value is literal but for backslashes. */
function escapedValue(value: string): string {
  const text = value.replace(/\\|[^\x20-\x7e]/g, (c) => (c === '\\' ? '\\\\' : escaped(c)));
  return text.startsWith(' ') ? `\\${text}` : text;
}

/** Works on code units, as Java does, so half a surrogate pair comes back, too. */
function escaped(c: string): string {
  return ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
