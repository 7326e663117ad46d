import { createTwoFilesPatch } from 'diff';
import { documentText } from '../output/documents';
import type { Change } from './changes';
import { idOf } from './manifests';

/** A unified diff from what stands in the store to what is to stand there, as YAML with sorted keys. */
export function changeText({ manifest, before, file }: Change, stack: string): string {
  const id = idOf(manifest);
  const [was, is] = [
    before === undefined ? '' : documentText(before, 'yaml'),
    documentText(manifest, 'yaml'),
  ];
  const from = before === undefined ? '/dev/null' : `declared/${stack}/${id}`;
  const patch = createTwoFilesPatch(from, `${file}/${id}`, was, is, undefined, undefined, { context: 3 });
  // The line of = signs is of no use to people and to patch.
  return patch.replace(/^=+\n/, '');
}
