import { xenDisks } from '../src/domain/agent/instance-type';
import type { Janitor } from '../src/domain/agent/janitor';
import { hiddenUseProblems } from '../src/domain/agent/storage-options';
import type { Problem } from '../src/domain/core/problem';
import type { AgentGroupProps } from './agent-group-props';
import { isLate } from './known';

/** What is wrong with a storage for what else the group is. */
export function storageUseProblems(props: AgentGroupProps, janitor: Janitor | undefined): readonly Problem[] {
  const { layout } = props.storage;
  return [
    ...(janitor === undefined ? [] : hiddenUseProblems(layout.mountOptions)),
    ...(layout.layout === 'varLib' ? varLibProblems(props) : []),
  ];
}

/** The machine refuses other systems by itself; these two are known before there is one. */
function varLibProblems({
  image,
  instanceType,
  otherInstanceTypes = [],
}: AgentGroupProps): readonly Problem[] {
  const problems: Problem[] = [];
  if (image?.userDataReader !== 'coreos-cloudinit') {
    problems.push({
      at: 'storage.layout',
      found: "'varLib' with an image whose user data is read by cloud-init",
      wanted: 'an image of Flatcar',
      fix: "take AgentImage.flatcar, give your image userDataReader 'coreos-cloudinit', or take the layout 'binds'",
    });
  }
  for (const type of [instanceType, ...otherInstanceTypes]) {
    if (isLate(type) || xenDisks(type) === 0) continue;
    problems.push({
      at: 'storage.layout',
      found: `'varLib' with ${type}, whose disks only the metadata service knows`,
      wanted: 'types on Nitro',
      fix: "it is mounted before there is a network; take the layout 'binds'",
    });
  }
  return problems;
}
