import { shown } from '../../core/problem';
import { allowsEveryAgent } from '../../marathon/constraint';
import type { Check } from '../check';
import type { ServiceApp } from '../service-app';
import { atApp, BLUE_GREEN, row } from './service-row';

const isUnique = ([field, operator]: readonly string[]) =>
  (field === 'hostname' || field === '@hostname') && operator === 'UNIQUE';

/** About placement, ports and network. */
export const definitionChecks: readonly Check[] = [
  row({
    id: 'NotUniqueHost',
    severity: 'error',
    title: 'several tasks may come to one host',
    why: 'Without ["hostname","UNIQUE"] Marathon places tasks wherever they fit: two on one agent, of which the second finds its port taken, and none on another.',
    of: (service) =>
      (service.app.constraints ?? []).some(isUnique)
        ? []
        : [
            {
              where: `${atApp(service)}, constraints`,
              found: shown(service.app.constraints ?? []),
              wanted: '["hostname", "UNIQUE"] among them',
              fix: BLUE_GREEN,
            },
          ],
  }),
  row({
    id: 'ConstraintLeavesAgentsOut',
    severity: 'error',
    title: 'a constraint depends on where other tasks run',
    why: 'GROUP_BY, MAX_PER and CLUSTER spread or gather tasks: some eligible agents stay without one, and a deployment that asks for one on each of them never ends.',
    of: (service) =>
      (service.app.constraints ?? [])
        .filter((one) => !isUnique(one) && !allowsEveryAgent(one))
        .map((one) => ({
          where: `${atApp(service)}, constraints`,
          found: shown(one),
          wanted: 'only ["hostname", "UNIQUE"] and constraints on attributes of the agent itself',
          fix: BLUE_GREEN,
        })),
  }),
  row({
    id: 'PortNotRequired',
    severity: 'error',
    title: 'the port is asked for, but not required',
    why: 'Without requirePorts the number in portDefinitions is a service port only. Marathon gives the task any host port of its roles, such as another one of the reserved, while the service listens on its own: what is booked is not what is used.',
    of: (service) =>
      service.app['requirePorts'] === true || service.declaredPort === undefined || !onHost(service)
        ? []
        : [
            {
              where: `${atApp(service)}, requirePorts`,
              found: `false, with port ${service.declaredPort}`,
              wanted: 'true',
              fix: BLUE_GREEN,
            },
          ],
  }),
  row({
    id: 'PortNotBooked',
    severity: 'error',
    title: 'the service listens on a port that it does not ask Marathon for',
    why: 'Mesos books what portDefinitions say. A service that listens on another port takes one that may be given to somebody else, and two services can be placed on one port.',
    of: (service) =>
      !onHost(service) || service.listens === undefined || service.listens === service.declaredPort
        ? []
        : [
            {
              where: `${atApp(service)}, portDefinitions`,
              found: `${service.declaredPort === undefined ? 'no fixed port' : `port ${service.declaredPort}`}, and a service that listens on ${service.listens}`,
              wanted: `port ${service.listens} with requirePorts, or -Dspark.shuffle.service.port=$PORT0 in SPARK_SHUFFLE_OPTS`,
              fix: BLUE_GREEN,
            },
          ],
  }),
  row({
    id: 'NotOnHostNetwork',
    severity: 'error',
    title: 'the service has a network of its own',
    why: 'Executors look for the service at the address of their host. In bridge mode or on a virtual network it listens at another address, and blocks are fetched from addresses that are not those of hosts.',
    of: (service) =>
      onHost(service)
        ? []
        : [
            {
              where: `${atApp(service)}, networks`,
              found: shown(service.app['networks']),
              wanted: '[{"mode":"host"}]',
              fix: BLUE_GREEN,
            },
          ],
  }),
];

function onHost({ app }: ServiceApp): boolean {
  const networks = (app['networks'] ?? []) as readonly { readonly mode?: string }[];
  return networks.every(({ mode }) => mode === 'host');
}
