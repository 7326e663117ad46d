/** Words between blanks; quotes and backslashes take what they hold as it is. Variables stay as they are written. */
export function readShellWords(text: string): readonly string[] {
  const words = text.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
      (_, single?: string, double?: string, escaped?: string) =>
        single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
    ),
  );
}

/** The simple commands of a line, each as words: what `&&`, `||`, `;`, `|`, `&` and line breaks separate. */
export function readShellCommands(text: string): readonly (readonly string[])[] {
  const parts = text.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\n&|;'"\\])+/gs) ?? [];
  return parts.map(readShellWords).filter((words) => words.length > 0);
}
