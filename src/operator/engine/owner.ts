import type { Condition, StatusDocument } from '../../manifest';
import type { Owner } from './manifests';

/** Says that a removal is done: nothing more is done about the manifest. */
const REMOVED = 'Removed';

/** Who declared the manifest when its status was written; undefined where it was removed since, and the name is free. */
export function ownerIn(document: StatusDocument | undefined): Owner | undefined {
  return document && !removedIn(document) ? declaredBy(document) : undefined;
}

/** The same, whatever became of the manifest. */
export function declaredBy({ status }: StatusDocument): Owner {
  return { stack: status.stack, source: status.source ?? 'manifests' };
}

/** The word that its removal is done; undefined where it is not. */
export function removedIn({ status }: StatusDocument): Condition | undefined {
  return status.conditions.find((one) => one.type === REMOVED && one.status === 'True');
}
