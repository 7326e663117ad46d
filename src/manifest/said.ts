/** A description that is written over several lines. */
export const said = (text: string): string => text.replace(/\s+/g, ' ').trim();
