import { z } from 'zod';

/** Kinds whose apps may be on another Marathon than the cluster's own. */
export const TENANT_KINDS = ['ShuffleService', 'SparkApplication', 'SparkDispatcher'] as const;

/** What the states of these kinds say of it. */
const tenancySchema = z.object({
  marathon: z.string().optional(),
  /** Of a service: its apps. */
  active: z.unknown().optional(),
  green: z.unknown().optional(),
  retiring: z.array(z.unknown()).default([]),
  /** Of an application. */
  runsOn: z.string().optional(),
  address: z.string().optional(),
  cleared: z.unknown().optional(),
});

/**
 * The other Marathon on which a remembered state has something: none where it has nothing there any more, undefined
 * where it cannot be read.
 */
export function tenancyIn(
  kind: (typeof TENANT_KINDS)[number],
  body: string,
): { readonly marathon?: string | undefined } | undefined {
  const state = parsed(body);
  if (!state) return undefined;
  const { marathon, active, green, retiring, runsOn, address, cleared } = state;
  switch (kind) {
    case 'ShuffleService':
      return active !== undefined || green !== undefined || retiring.length > 0 ? { marathon } : {};
    case 'SparkApplication':
      return runsOn === 'Marathon' && cleared === undefined ? { marathon: address } : {};
    case 'SparkDispatcher':
      return { marathon };
  }
}

function parsed(body: string) {
  try {
    return tenancySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
