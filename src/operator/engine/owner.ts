import type { StatusDocument } from '../../manifest';
import type { Owner } from './manifests';

/** Says that a removal is done: nothing more is done about the manifest. */
const REMOVED = 'Removed';

/** Who declared the manifest when its status was written; undefined where it was removed since, and the name is free. */
export function ownerIn(document: StatusDocument | undefined): Owner | undefined {
  if (!document) return undefined;
  const { stack, source = 'manifests', conditions } = document.status;
  if (conditions.some(({ type, status }) => type === REMOVED && status === 'True')) return undefined;
  return { stack, source };
}
