import { type AppDefinition, topGroupOf } from './app';
import type { MarathonConfig } from './config';
import { type Detail, Failure } from './failure';
import { release } from './release';

/** What an app may take as its role, and what it takes without asking (util/RoleSettings.scala). */
export interface RoleRule {
  readonly valid: readonly string[];
  readonly otherwise: string;
}

/** Facts about the place of an app in the tree. */
export interface Place {
  readonly appId: string;
  /** enforceRole of the top-level group, undefined where that group does not exist yet. */
  readonly enforceRole: boolean | undefined;
  /** The role that the app has already; it may be kept. */
  readonly existingRole: string | undefined;
  /** Through /v2/groups a group that does not enforce its role does not offer it either (GroupNormalization.scala). */
  readonly throughGroups: boolean;
}

export function roleRule(place: Place, config: MarathonConfig): RoleRule {
  const kept = place.existingRole === undefined ? [] : [place.existingRole];
  const group = topGroupOf(place.appId);
  if (group === undefined) return rule([config.mesosRole, ...kept], config.mesosRole);
  if (place.enforceRole ?? config.newGroupEnforceRole === 'top') return rule([group, ...kept], group);
  return rule([config.mesosRole, ...(place.throughGroups ? [] : [group]), ...kept], config.mesosRole);
}

/**
 * The app with its role and accepted roles settled by the release, and what the release refuses of them.
 * @throws Failure where the release fails instead of refusing
 */
export function settleRoles(
  app: AppDefinition,
  place: Place,
  config: MarathonConfig,
): { readonly app: AppDefinition; readonly details: readonly Detail[] } {
  const { manyRoles, foreignAcceptedRole } = release(config.version);
  if (!manyRoles) {
    const { role: _, ...single } = app;
    return { app: single, details: [] };
  }
  const { valid, otherwise } = roleRule(place, config);
  const role = app.role ?? otherwise;
  const own = ['*', role];
  const accepted = app.acceptedResourceRoles;
  const settled = { ...app, role };
  const wrongRole: readonly Detail[] = valid.includes(role)
    ? []
    : [{ path: '/role', errors: [`got ${role}, expected one of: [${valid.join(', ')}]`] }];
  if (accepted === undefined || accepted.every((one) => own.includes(one))) {
    return { app: settled, details: wrongRole };
  }
  switch (foreignAcceptedRole) {
    case 'kept':
      return { app: settled, details: wrongRole };
    case 'dropped': {
      const left = accepted.filter((one) => own.includes(one));
      return {
        app: { ...settled, acceptedResourceRoles: left.length > 0 ? left : ['*'] },
        details: wrongRole,
      };
    }
    case 'failed':
      throw new Failure(500, `acceptedResourceRoles is invalid. Valid values are ${own.join(', ')}.`);
    case 'refused': {
      const message = `acceptedResourceRoles can only contain * and ${role}`;
      return { app: settled, details: [...wrongRole, { path: '/acceptedResourceRoles', errors: [message] }] };
    }
  }
}

function rule(valid: readonly string[], otherwise: string): RoleRule {
  return { valid: [...new Set(valid)], otherwise };
}

/** The role whose offers an app is matched against. */
export function offerRole(app: AppDefinition, config: MarathonConfig): string {
  return app.role ?? config.mesosRole;
}

/** The roles of resources that an app takes. */
export function acceptedRoles(app: AppDefinition, config: MarathonConfig): readonly string[] {
  if (app.acceptedResourceRoles !== undefined) return app.acceptedResourceRoles;
  switch (config.acceptedResourceRolesDefaultBehavior) {
    case 'any':
      return ['*', offerRole(app, config)];
    case 'unreserved':
      return ['*'];
    case 'reserved':
      return [offerRole(app, config)];
  }
}
