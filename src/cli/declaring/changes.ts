import { type Problem, rejectIf } from '../../domain/core/problem';
import { sha256 } from '../../io/digest';
import { type Manifest, TAKES_OVER_ANNOTATION } from '../../manifest';
import { indexKey, ownerId } from '../../operator/engine/manifests';
import { ownerIn } from '../../operator/engine/owner';
import { documentText } from '../../operator/engine/remembered';
import { readStatus } from '../../operator/engine/status-document';
import { idOf, type WrittenManifest } from './manifests';
import { entryOf, type InStores, readStores, type Stores } from './stores';

/** What declaring a manifest would come to. */
export interface Change {
  readonly manifest: Manifest;
  /** The file that it is from. */
  readonly file: string;
  readonly change: 'created' | 'configured' | 'unchanged';
  /** What stands under the name now, as far as it can be read. */
  readonly before: unknown;
}

export interface ChangeProps {
  readonly written: readonly WrittenManifest[];
  readonly stack: string;
  /** Says of each that its stack of Terraform is gone for good, where its index is. @default false */
  readonly takeOver: boolean;
}

/**
 * What would change, and what must not: a name that somebody else declares.
 * @throws ProblemError with all of these at once. @throws StoreError where a store does not answer
 */
export async function changesOf(stores: Stores, props: ChangeProps): Promise<readonly Change[]> {
  const inStores = await readStores(stores);
  const problems: Problem[] = [];
  const changes: Change[] = [];
  for (const one of props.written) {
    const found = await foundOf(one, { stores, inStores, props });
    if ('change' in found) changes.push(found);
    else problems.push(found);
  }
  rejectIf(problems);
  return changes;
}

interface Looking {
  readonly stores: Stores;
  readonly inStores: InStores;
  readonly props: ChangeProps;
}

async function foundOf(one: WrittenManifest, looking: Looking): Promise<Change | Problem> {
  const { declared } = looking.inStores;
  const problem = takenProblem(one, looking);
  if (problem) return problem;
  const manifest = await freed(one, looking);
  if ('found' in manifest) return manifest;
  const standing = entryOf(declared, idOf(manifest));
  const json = standing?.content.is === 'read' ? standing.content.json : undefined;
  const same = json !== undefined && standing?.generation === sha256(documentText(manifest)).slice(0, 12);
  const change = !standing ? 'created' : same ? 'unchanged' : 'configured';
  return { manifest, file: one.source.file, change, before: json };
}

/** Somebody else declares the name. */
function takenProblem({ manifest, source }: WrittenManifest, looking: Looking): Problem | undefined {
  const { terraform, declared } = looking.inStores;
  const { stack } = looking.props;
  const id = idOf(manifest);
  const at = source.at('metadata.name');
  const theirs = entryOf(terraform, id);
  if (theirs) {
    return {
      at,
      found: `${id}, which Terraform's stack ${theirs.stack} declares (${indexKey(theirs)})`,
      wanted: 'a name that Terraform does not declare: its word counts, and this one would be ignored',
      fix: 'change it where that stack is made; or take it out there, deploy, and declare it here then',
    };
  }
  const standing = entryOf(declared, id);
  if (!standing || standing.stack === stack) return undefined;
  return {
    at,
    found: `${id}, which the stack ${standing.stack} declares (${indexKey(standing)})`,
    wanted: `a name that the stack ${stack} may declare`,
    fix: `say --stack ${standing.stack}, or delete it there first`,
  };
}

/** The manifest, which takes the name over where that is asked for; or who keeps it. */
async function freed({ manifest, source }: WrittenManifest, looking: Looking): Promise<Manifest | Problem> {
  const { inStores, props, stores } = looking;
  const { kind, metadata } = manifest;
  const owner = ownerIn((await readStatus(stores.state, kind, metadata.name)).document);
  const index = owner && inStores.terraform.indexes.get(ownerId(owner));
  if (owner?.source !== 'manifests' || index === 'read') return manifest;
  const { annotations } = metadata;
  if (index === undefined) {
    if (annotations?.[TAKES_OVER_ANNOTATION] === owner.stack) return manifest;
    if (props.takeOver) {
      const added = { ...annotations, [TAKES_OVER_ANNOTATION]: owner.stack };
      return { ...manifest, metadata: { ...metadata, annotations: added } };
    }
  }
  const [how, fix] =
    index === undefined
      ? ['is not there', 'deploy that stack again; or say --take-over, if it is gone for good']
      : ['cannot be read', 'deploy that stack again'];
  return {
    at: source.at('metadata.name'),
    found: `${idOf(manifest)}, which belongs to Terraform's stack ${owner.stack}, whose ${indexKey(owner)} ${how}`,
    wanted: "a name that is nobody else's",
    fix,
  };
}
