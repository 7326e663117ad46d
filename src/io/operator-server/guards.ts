import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { isAllowedHost } from './allowed-host';

/** Only what the server itself sends is loaded, nothing is written into the page as markup, nobody frames it. */
export const hardened: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  // It speaks HTTP; whoever puts TLS in front of it decides.
  strictTransportSecurity: false,
});

/** Nothing can be changed here. */
export const readOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  c.header('Allow', 'GET, HEAD');
  return c.json({ message: `found ${c.req.method}, wanted GET or HEAD: nothing can be changed here` }, 405);
};

/** @param names by which it may be asked, in lower case, beside addresses and `localhost` */
export function knownHost(names: ReadonlySet<string>): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host');
    if (isAllowedHost(host, names)) return next();
    const wanted = `an address of this machine, localhost${[...names].map((name) => `, ${name}`).join('')}`;
    const message = `Host: found ${JSON.stringify(host ?? 'nothing')}, wanted ${wanted}; give it with --listen-names`;
    return c.json({ message }, 421);
  };
}
