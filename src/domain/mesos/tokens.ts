/** The parts of `text` between any of the `separators`; empty parts are left out. */
export function tokenize(text: string, separators: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const char of text) {
    if (!separators.includes(char)) {
      part += char;
    } else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part];
}

/** Without the space, tab, line feed and carriage return at both ends. */
export function trim(text: string): string {
  return text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');
}
