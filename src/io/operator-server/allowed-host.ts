import { isIP } from 'node:net';

/**
 * Whether a `Host` header is one by which this server may be asked. A page of somebody else can make a browser ask
 * us under a name of its own that points here (DNS rebinding), and read the answer; it cannot do so under an address,
 * nor under a name that is ours. So any address will do, and of names only those that are known.
 */
export function isAllowedHost(header: string | undefined, names: ReadonlySet<string>): boolean {
  if (header === undefined) return false;
  const [, inBrackets, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(header) ?? [];
  if (inBrackets !== undefined) return isIP(inBrackets) === 6;
  if (plain === undefined || plain === '') return false;
  const name = plain.toLowerCase().replace(/\.$/, '');
  return isIP(name) === 4 || name === 'localhost' || names.has(name);
}
