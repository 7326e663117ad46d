import type { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentChange } from '../src/domain/agent/agent-change';
import { hostShare } from '../src/domain/agent/host-shuffle';
import { xenDisks } from '../src/domain/agent/instance-type';
import { keptShare } from '../src/domain/agent/kept-share';
import type { AgentRole as Role } from '../src/domain/agent/platform-rules';
import type { SparkUser } from '../src/domain/agent/spark-user';
import type { StorageLayout } from '../src/domain/agent/storage-layout';
import { type Problem, problemText } from '../src/domain/core/problem';
import { DEFAULT_AGENT_PORT } from '../src/domain/mesos/agent-flags';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';
import { type AgentSettings, agentSettings } from './agent-checks';
import { type DrainSettings, drainedGroup, type IDrainedGroup } from './agent-drain';
import { compareGate } from './agent-gate-count';
import type { AgentGroupProps } from './agent-group-props';
import { AgentImage } from './agent-image';
import { AgentInstanceTypes } from './agent-instance-types';
import { agentLaunchTemplate } from './agent-launch-template';
import { AgentMachineImage } from './agent-machine-image';
import { AgentRole } from './agent-role';
import { agentScaling } from './agent-scaling';
import { AgentSecurityGroup } from './agent-security-group';
import { agentShapes } from './agent-shapes';
import { agentUserData } from './agent-user-data';
import { BootScripts } from './boot-scripts';
import type { ICluster } from './cluster';
import type { EphemeralStorage } from './ephemeral-storage';
import { inside, isLate, rejectIn } from './known';
import { shippedBootScripts, shippedFile } from './shipped-files';
import { attributeTags, attributeText } from './terraform-text';
import { withoutTokenStacks } from './token-stacks';

/**
 * Agents that are alike: an auto scaling group of machines that find their disks, join the cluster and offer what
 * is reserved and what is left.
 *
 * Nothing replaces a running machine but EC2 when it finds it broken, and `instanceRefresh` where it is asked for.
 * A change of the props, a new version of this library or a newer image (see {@link AgentImage}) makes a new
 * version of the launch template, which machines have that start from then on.
 */
export class AgentGroup extends Construct {
  readonly cluster: ICluster;
  readonly agentRole: Role;
  readonly instanceType: string;
  readonly storage: EphemeralStorage;
  readonly reservations: readonly StaticReservation[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly sparkUser: SparkUser;
  /** Host directory on the ephemeral storage that shuffle service and executors share. */
  readonly sharedDirectory: string;
  /** ARNs of the secrets that each agent fetches for shuffle services. */
  readonly sparkSecrets: readonly string[];
  /** Whether something removes what dead applications left there. */
  readonly hasJanitor: boolean;
  /** Whether executors that ask for it come only once a shuffle service answers. */
  readonly hasShuffleGate: boolean;
  /** Where each agent answers how it is; undefined without `health`. */
  readonly healthPort: number | undefined;
  /** Where the Mesos agent itself answers. */
  readonly agentPort: number;
  /** Of the group's own security group: reference it where drivers must be reached by agents. */
  readonly securityGroupId: string;
  readonly autoScalingGroupName: string;
  /** How an operator lets the group end machines; undefined without `drainOnTermination`. */
  readonly drained: IDrainedGroup | undefined;
  readonly launchTemplateId: string;
  /** To attach policies of your own; every task on an agent has them. */
  readonly roleName: string;
  readonly roleArn: string;
  /** What running agents need to become what the props say; undefined without `deployed`. */
  readonly change: AgentChange | undefined;
  /**
   * What machines of the group may be made of, for an output that the next synth reads (see
   * {@link DeployedAgents}). Where one was replaced by hand, its shape may be taken out of the file.
   */
  readonly shapes: string;

  /** @throws ProblemError that names everything that is wrong with the props */
  constructor(scope: Construct, id: string, props: AgentGroupProps) {
    super(scope, id);
    const problems: Problem[] = [];
    const settings = agentSettings(props, problems);
    rejectIn(this, problems);

    this.cluster = props.cluster;
    this.agentRole = settings.role;
    this.instanceType = props.instanceType;
    this.storage = props.storage;
    this.reservations = settings.reservations;
    this.attributes = props.attributes ?? {};
    this.sparkUser = settings.sparkUser;
    this.sharedDirectory = settings.sharedDirectory;
    this.sparkSecrets = settings.sparkSecrets ?? [];
    this.hasJanitor = settings.janitor !== undefined;
    this.hasShuffleGate = settings.shuffleGate !== undefined;
    this.healthPort = settings.health?.port;
    this.agentPort = props.agentFlags?.port ?? DEFAULT_AGENT_PORT;
    if (settings.shuffleGate !== undefined) compareGate(this, settings.shuffleGate);
    if (settings.missing !== undefined) Annotations.of(this).addWarning(problemText(settings.missing));

    const made = withoutTokenStacks(() => this.build(props, settings));
    this.securityGroupId = made.network.securityGroupId;
    this.autoScalingGroupName = made.group.name;
    this.drained = settings.drain && this.wait(made.group, settings.drain);
    this.launchTemplateId = made.template.id;
    this.roleName = made.role.roleName;
    this.roleArn = made.role.roleArn;
    this.change = made.shapes.change;
    this.shapes = made.shapes.text;
  }

  /** A hook that nobody answers holds up every machine until its time is over. */
  private wait(made: AutoscalingGroup, drain: DrainSettings): IDrainedGroup {
    const { group, isAnswered } = drainedGroup(made, drain);
    this.node.addValidation({
      validate: () => (drain.elsewhere || isAnswered() ? [] : [problemText(unanswered(this.node.path))]),
    });
    return group;
  }

  private build(props: AgentGroupProps, settings: AgentSettings) {
    const { id } = this.node;
    const namePrefix = `${id.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 24)}-agents-`;
    const tags = attributeTags({ Name: this.node.path, ...props.tags });
    const shared = { namePrefix, tags };
    const baked = bakedScripts(props.image);
    const scripts = baked === undefined ? BootScripts.of(this) : undefined;
    const role = new AgentRole(this, 'access', {
      ...shared,
      permissions: props.permissions ?? [],
      launchHook: settings.launchHook !== undefined,
      statements: [
        ...(scripts === undefined ? [] : [scripts.permission]),
        ...secretStatements(settings.sparkSecrets ?? []),
      ],
    });
    const network = new AgentSecurityGroup(this, 'network', {
      ...shared,
      vpcId: props.cluster.vpcId,
      shufflePorts: settings.reservations.reduce(
        (sum, one) => sum.plus(one.ports),
        hostShare(settings.hostShuffleServices ?? []).ports,
      ),
      blockManagerPorts: settings.blockManagerPorts,
      drivers: props.drivers ?? {},
      healthPort: settings.health?.port,
      clusterSecurityGroupIds: props.cluster.securityGroupIds,
    });
    const boot = { ...bootProps(props, settings), bakedScripts: baked, fetchedScripts: scripts };
    const userData = inside(this, () => agentUserData(this, boot));
    const shapes = agentShapes(this, props, boot);
    const template = agentLaunchTemplate(this, 'launch-template', {
      ...shared,
      group: props,
      image: new AgentMachineImage(
        this,
        'image',
        props.image ?? AgentImage.amazonLinux2023(),
        props.instanceType,
      ),
      instanceProfileArn: role.instanceProfileArn,
      securityGroupIds: [network.securityGroupId, ...props.cluster.securityGroupIds],
      userData: userData.text,
      needs: scripts === undefined ? [] : [scripts.object],
      preconditions: [...this.machineConditions(props, settings), ...userData.preconditions],
    });
    const group = agentScaling(this, 'group', {
      tags,
      name: role.roleName,
      launchHook: settings.launchHook,
      drain: settings.drain,
      group: props,
      template,
      replaces: shapes.replaces,
    });
    return { network, group, template, role, shapes };
  }

  private machineConditions(
    props: AgentGroupProps,
    settings: AgentSettings,
  ): AgentInstanceTypes['preconditions'] {
    return new AgentInstanceTypes(this, 'instance-types', {
      instanceTypes: [props.instanceType, ...(props.otherInstanceTypes ?? [])],
      reservations: settings.reservations,
      kept: keptShare(settings),
      instanceStore: needsInstanceStore(props.storage.layout),
    }).preconditions;
  }
}

function unanswered(path: string): Problem {
  return {
    at: `${path}.drainOnTermination`,
    found: 'no Operator that has the group among its agents',
    wanted: 'one, which drains the machines that the group ends and lets it go on',
    fix: "name the group in the Operator's agents, or say operator: 'elsewhere'",
  };
}

function secretStatements(secretArns: readonly string[]) {
  if (secretArns.length === 0) return [];
  return [{ actions: ['secretsmanager:GetSecretValue'], resources: secretArns.map(attributeText) }];
}

/** Where a group says what its machines do without disks, types that have none are as good. */
function needsInstanceStore({ source, whenMissing }: StorageLayout): boolean {
  return source.kind === 'instanceStore' && (whenMissing ?? { kind: 'fail' }).kind === 'fail';
}

/** A type that only Terraform knows may be any. */
function mayBeXen({ instanceType, otherInstanceTypes = [] }: AgentGroupProps): boolean {
  return [instanceType, ...otherInstanceTypes].some((type) => isLate(type) || xenDisks(type) > 0);
}

/** An image of other scripts gets ours as any image does: they replace those that it holds. */
function bakedScripts(image: AgentImage | undefined): string | undefined {
  if (image?.bootScripts === undefined) return undefined;
  const { digest } = shippedBootScripts();
  return image.bootScripts === digest ? digest : undefined;
}

function bootProps(props: AgentGroupProps, settings: AgentSettings) {
  const { files = [], commands = [] } = props.userData ?? {};
  return {
    ...settings,
    attributes: props.attributes ?? {},
    storage: props.storage.layout,
    xenDisks: mayBeXen(props),
    ...(props.image && { userDataReader: props.image.userDataReader }),
    files: files.map(({ path, content, mode = '0644' }) => ({
      path,
      content,
      mode,
      owner: 'root:root' as const,
    })),
    commands,
    script: (name: string) => shippedFile('boot', name),
  };
}
