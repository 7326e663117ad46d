/** How infrastructure code hands over a value that it knows later (a token of cdktf): as a stand-in in the text. */
const LATE = /\$\{TfToken\[[\w:.-]+\]\}/g;

/** The text with a plain letter for every late value in it, so that the rest of it can be checked. */
export function withoutLate(text: string): string {
  return text.replace(LATE, 'x');
}
