import {
  type AgentFlags,
  type AgentGroupProps,
  AgentImage,
  EphemeralStorage,
  type JanitorProps,
  Purchasing,
} from '../constructs';
import { unreachable } from '../src/domain/core/unreachable';
import { defined, texts } from './defined';
import { hostShufflePart } from './host-shuffle-part';
import type { Settings } from './settings';

type Group = Settings['agents'][string];

/** What a group's settings say, but for what lies elsewhere in the file: the cluster and the reservations. */
export function agentsPart(group: Group): Omit<AgentGroupProps, 'cluster' | 'reservations'> {
  const {
    attributes,
    agentFlags,
    image,
    purchasing,
    drivers,
    capacity,
    storage,
    reservations,
    janitor,
    health,
    launchHook,
    shuffleGate,
    drainOnTermination,
    instanceRefresh,
    hostShuffleServices,
    ...rest
  } = group;
  return {
    ...defined(rest),
    capacity: defined(capacity),
    storage: ephemeralStorage(storage),
    ...defined({
      attributes: attributes && texts(attributes),
      // Its names and values are checked where they are rendered, near misses included.
      agentFlags: agentFlags as AgentFlags | undefined,
      image: image && agentImage(image),
      purchasing: purchasing && purchase(purchasing),
      drivers: drivers && defined(drivers),
      janitor: janitor && janitorProps(janitor),
      health: health === 'off' ? health : health && defined(health),
      launchHook: launchHook === 'off' ? launchHook : launchHook && defined(launchHook),
      shuffleGate: shuffleGate === 'off' ? shuffleGate : shuffleGate && defined(shuffleGate),
      drainOnTermination: drainOnTermination && defined(drainOnTermination),
      instanceRefresh: instanceRefresh && defined(instanceRefresh),
      hostShuffleServices: hostShuffleServices && hostShufflePart(hostShuffleServices),
    }),
  };
}

function janitorProps(janitor: NonNullable<Group['janitor']>): JanitorProps | 'off' {
  if (janitor === 'off') return janitor;
  const { limit, pressure } = janitor;
  return defined({ limit, pressure: typeof pressure === 'object' ? defined(pressure) : pressure });
}

function ephemeralStorage(storage: Group['storage']): EphemeralStorage {
  switch (storage.kind) {
    case 'instanceStore': {
      const { kind: _, shares, whenMissing, ...rest } = storage;
      return EphemeralStorage.instanceStore({
        ...defined(rest),
        ...(shares === undefined ? {} : { shares: defined(shares) }),
        ...(whenMissing === undefined
          ? {}
          : {
              whenMissing: typeof whenMissing === 'string' ? whenMissing : { ebs: defined(whenMissing.ebs) },
            }),
      });
    }
    case 'ebs': {
      const { kind: _, shares, ...rest } = storage;
      return EphemeralStorage.ebs({
        ...defined(rest),
        ...(shares === undefined ? {} : { shares: defined(shares) }),
      });
    }
    default:
      return unreachable(storage);
  }
}

function agentImage(image: NonNullable<Group['image']>): AgentImage {
  switch (image.kind) {
    case 'amazonLinux2023':
      return AgentImage.amazonLinux2023(defined({ revision: image.revision }));
    case 'flatcar':
      return AgentImage.flatcar(defined({ channel: image.channel, revision: image.revision }));
    case 'ssmParameter': {
      const { parameter, kind: _, ...newest } = image;
      return AgentImage.ssmParameter(parameter, defined(newest));
    }
    case 'lookup': {
      const { owners, name, kind: _, ...newest } = image;
      return AgentImage.lookup({ owners, name, ...defined(newest) });
    }
    case 'id':
      return AgentImage.id(image.id, defined({ rootDeviceName: image.rootDeviceName }));
    default:
      return unreachable(image);
  }
}

function purchase(purchasing: NonNullable<Group['purchasing']>): Purchasing {
  switch (purchasing.kind) {
    case 'onDemand':
      return Purchasing.onDemand();
    case 'spot':
      return Purchasing.spot();
    case 'mixed': {
      const { kind: _, ...shares } = purchasing;
      return Purchasing.mixed(defined(shares));
    }
    default:
      return unreachable(purchasing);
  }
}
