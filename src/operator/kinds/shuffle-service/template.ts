import type { PossibleRoleForm } from '../../../domain/marathon/role-form';
import { canonicalJson } from '../../../domain/render/json';
import type { Revision, ShuffleServiceManifest, ShuffleServiceSpec } from '../../../manifest';

/** What makes one version of the service another: whatever is rolled out or published. Not the port. */
export function templateText(spec: ShuffleServiceSpec): string {
  const { role, app, sparkVersion, sharedDirectory } = spec;
  return canonicalJson({ role, app, sparkVersion, sharedDirectory });
}

/** How many hex digits of the template's SHA-256 name it. */
export const HASH_LENGTH = 8;

/** Whether what was rendered is what the spec says, the port included. */
export function isWanted({ hash, port }: Revision, spec: ShuffleServiceSpec, wanted: string): boolean {
  return hash === wanted && spec.slots.includes(port) && (spec.port === undefined || spec.port === port);
}

/** The app's id: one app for one version of the service, found again by anyone who knows the manifest. */
export function revisionAppId(form: PossibleRoleForm, name: string, hash: string): string {
  return `${form.idPrefix}${name}-${hash}`;
}

export interface RenderProps {
  readonly form: PossibleRoleForm;
  readonly hash: string;
  readonly port: number;
  /** Counts from one. */
  readonly turn: number;
  readonly appId: string;
}

/** The whole app but for `instances`: the template, with what only the operator knows. */
export function renderRevision(manifest: ShuffleServiceManifest, props: RenderProps): Revision {
  const { spec, metadata } = manifest;
  const { form, hash, port, turn, appId } = props;
  const portDefinitions = spec.app.portDefinitions.map((definition) => ({ ...definition, port }));
  return {
    service: metadata.name,
    id: turn === 1 ? `${hash}-${port}` : `${hash}-${port}-${turn}`,
    hash,
    port,
    role: spec.role,
    sparkVersion: spec.sparkVersion,
    sharedDirectory: spec.sharedDirectory,
    app: {
      ...spec.app,
      id: appId,
      ...form.fields,
      acceptedResourceRoles: [...form.fields.acceptedResourceRoles],
      portDefinitions,
    },
  };
}
