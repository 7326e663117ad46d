import { quoted, rowsOf, section } from './page';

/** `Type/Reason` of each condition that a page explains. */
export function explained(page: string): readonly string[] {
  const rows = rowsOf(section(page, 'Conditions'));
  return rows.flatMap(([type, reasons]) => quoted(reasons).map((reason) => `${quoted(type)[0]}/${reason}`));
}

export const words = (text: string) =>
  [...text.matchAll(/'([A-Z][a-z]+(?:[A-Z][a-z]+)*)'/g)].map((m) => m[1] ?? '');

/** Reasons that are said without their type, by file, with the types that they are said for. */
type Untyped = Readonly<Record<string, { readonly said: RegExp; readonly for: readonly string[] }>>;

/** `Type/Reason` of each condition that code gives, by the ways in which it is written. */
export function given(sources: ReadonlyMap<string, string>, untyped: Untyped): readonly string[] {
  return [...sources].flatMap(([name, text]) => {
    const short = /const no = \(reason: string, message: string\) => say\('(\w+)', 'False'/.exec(text)?.[1];
    const rest = untyped[name];
    return [
      ...[...text.matchAll(/\bsay\(\s*'(\w+)',\s*'\w+',\s*('\w+')/g)].map(pair),
      ...[...text.matchAll(/\btype: '(\w+)',\s*status: [^,]+,\s*reason: ([^,]*)[,\s]/g)].flatMap(pairs),
      ...(short ? [...text.matchAll(/\bno\([^'()]*'(\w+)'/g)].map(([, reason]) => `${short}/${reason}`) : []),
      ...(rest
        ? [...text.matchAll(rest.said)].flatMap((m) => rest.for.map((type) => `${type}/${m[1]}`))
        : []),
    ];
  });
}

const pairs = ([, type, reasons]: RegExpExecArray) =>
  words(reasons ?? '').map((reason) => `${type}/${reason}`);
const pair = (match: RegExpExecArray) => pairs(match)[0] ?? '';

/** In the engine and in the shuffle service. */
export const UNTYPED: Untyped = {
  'manifests.ts': { said: /\bheld\(\s*'(\w+)'/g, for: ['Valid'] },
  'sources.ts': { said: /\bheld\(\s*'(\w+)'/g, for: ['Valid'] },
  'pause.ts': { said: /\breason: '(\w+)',/g, for: ['Paused'] },
  'reconcile.ts': { said: /\binvalid\('(\w+)'/g, for: ['Valid'] },
  'rollout.ts': { said: /\breason: '(\w+)'/g, for: ['UpToDate'] },
  'eligibility.ts': { said: /\breason: '(\w+)'/g, for: ['Observed', 'UpToDate'] },
};
