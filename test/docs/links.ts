import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './page';

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Links of a page to what is not there: files of the checkout, and headings in them. @param page by its path */
export function brokenLinks(page: string): readonly string[] {
  const text = readFileSync(path.join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const at = file === '' ? page : path.join(path.dirname(page), file);
    if (!existsSync(path.join(root, at))) return true;
    if (anchor === undefined) return false;
    const other = readFileSync(path.join(root, at), 'utf8');
    const headings = [...other.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
    return !headings.includes(anchor);
  });
}
