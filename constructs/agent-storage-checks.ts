import { xenDisks } from '../src/domain/agent/instance-type';
import type { Janitor } from '../src/domain/agent/janitor';
import { hiddenUseProblems } from '../src/domain/agent/storage-options';
import type { Problem } from '../src/domain/core/problem';
import type { AgentGroupProps } from './agent-group-props';
import type { AgentImage } from './agent-image';
import { isLate } from './known';

/** What is wrong with a storage for what else the group is. */
export function storageUseProblems(props: AgentGroupProps, janitor: Janitor | undefined): readonly Problem[] {
  const { layout } = props.storage;
  return [
    ...(janitor === undefined ? [] : hiddenUseProblems(layout.mountOptions)),
    ...(layout.layout === 'varLib' ? varLibProblems(props) : []),
  ];
}

/** The machine refuses other systems by itself; this much is known before there is one. */
function varLibProblems({
  image,
  instanceType,
  otherInstanceTypes = [],
}: AgentGroupProps): readonly Problem[] {
  const problems: Problem[] = [];
  if (image === undefined || isAmazonLinux(image)) {
    problems.push({
      at: 'storage.layout',
      found: "'varLib' on Amazon Linux, whose packages keep their state in /var/lib",
      wanted: 'an image of Flatcar',
      fix: "take AgentImage.flatcar or an image of your own, or the layout 'binds'",
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

function isAmazonLinux({ source }: AgentImage): boolean {
  return source.kind === 'ssmParameter' && source.parameter.startsWith('/aws/service/ami-amazon-linux');
}
