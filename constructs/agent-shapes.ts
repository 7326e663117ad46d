import { createHash } from 'node:crypto';
import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import { type AgentChange, changeOfAll, changeText } from '../src/domain/agent/agent-change';
import { type AgentShape, agentShape } from '../src/domain/agent/agent-shape';
import type { AgentBootProps } from '../src/domain/agent/boot-props';
import { Size } from '../src/domain/core/size';
import { canonicalJson } from '../src/domain/render/json';
import type { AgentGroupProps } from './agent-group-props';
import { AgentImage } from './agent-image';
import { attributeText } from './terraform-text';

/** How a group stands to its machines that run already. */
export interface AgentShapes {
  /** Undefined where nobody said what runs. */
  readonly change: AgentChange | undefined;
  /** True where running machines are replaced with the next deployment. */
  readonly replaces: boolean;
  /** For an output: what machines run may be made of after it. */
  readonly text: string;
}

/** Compares, and tells people what comes of it. */
export function agentShapes(scope: Construct, props: AgentGroupProps, boot: AgentBootProps): AgentShapes {
  const shape = agentShape(boot, machineParts(props));
  const { deployed, instanceRefresh } = props;
  const change = deployed && changeOfAll(deployed.shapes, shape);
  if (change !== undefined) tell(scope, change);
  const needed = change === undefined || change.kind === 'newMachine';
  const replaces = instanceRefresh !== undefined && (needed || instanceRefresh.when === 'always');
  return { change, replaces, text: shapesText(replaces ? [shape] : [...(deployed?.shapes ?? []), shape]) };
}

function tell(scope: Construct, change: AgentChange): void {
  if (change.kind === 'none') return;
  const annotations = Annotations.of(scope);
  if (change.kind === 'additive') annotations.addInfo(changeText(change));
  else annotations.addWarning(changeText(change));
}

/** Each once, in order: an agent is compared with what it registered with first. */
function shapesText(shapes: readonly AgentShape[]): string {
  return attributeText(`[${[...new Set(shapes.map((shape) => canonicalJson(shape)))].join(',')}]`);
}

/** What a machine keeps for life and the domain does not know. */
function machineParts(props: AgentGroupProps) {
  const { instanceType, otherInstanceTypes = [], image = AgentImage.amazonLinux2023(), storage } = props;
  const { rootVolume = {}, volumes = [], userData } = props;
  return {
    instanceTypes: [instanceType, ...otherInstanceTypes].join(' '),
    image: { ...image.source, revision: image.revision },
    rootVolume: { ...rootVolume, size: sizeText(rootVolume.size ?? '30g') },
    volumes: volumes.map((volume) => ({ ...volume, size: sizeText(volume.size) })),
    storageVolume: storage.volume,
    // It may be long, and it may be nobody's business.
    userData: createHash('sha256')
      .update(JSON.stringify(userData ?? {}))
      .digest('hex')
      .slice(0, 16),
  };
}

function sizeText(size: Size | string): string {
  return (typeof size === 'string' ? Size.parse(size) : size).toString();
}
