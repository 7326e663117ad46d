import fc from 'fast-check';
import { Ranges } from '../../../src/domain/core/ranges';
import { Resources } from '../../../src/domain/mesos/resources';
import { ports, resources } from './arbitraries';

const agent = Resources.parse(
  'cpus:10;mem:16000;ports:[31000-32000];cpus(shuffle):2;mem(shuffle):2048;ports(shuffle):[7337-7339]',
);

describe('answers', () => {
  test('what a role owns', () => {
    expect(agent.roles()).toEqual(['*', 'shuffle']);
    expect(agent.names()).toEqual(['cpus', 'mem', 'ports']);
    expect(agent.scalar('cpus')).toBe(10);
    expect(agent.scalar('mem', 'shuffle')).toBe(2048);
    expect(agent.scalar('disk', 'shuffle')).toBe(0);
    expect(agent.total('cpus')).toBe(12);
    expect(agent.ranges('ports', 'shuffle').toString()).toBe('7337-7339');
    expect(agent.ofRole('shuffle').toText()).toBe(
      'cpus(shuffle):2;mem(shuffle):2048;ports(shuffle):[7337-7339]',
    );
  });

  test('a lone number of ports is an amount, not a port', () => {
    const lone = Resources.parse('ports(shuffle):7337');
    expect(lone.ranges('ports', 'shuffle').isEmpty).toBe(true);
    expect(lone.scalar('ports', 'shuffle')).toBe(7337);
  });

  test('in both spellings of JSON', () => {
    const pool = agent.ofRole('shuffle');
    expect(pool.toJson()[0]).toEqual({
      name: 'cpus',
      type: 'SCALAR',
      scalar: { value: 2 },
      reservations: [{ type: 'STATIC', role: 'shuffle' }],
    });
    expect(pool.toFlagJson()[2]).toEqual({
      name: 'ports',
      type: 'RANGES',
      ranges: { range: [{ begin: 7337, end: 7339 }] },
      role: 'shuffle',
    });
    expect(Resources.parse(JSON.stringify(pool.toFlagJson())).equals(pool)).toBe(true);
  });

  test('sets by role', () => {
    expect(Resources.parse('names(a):{x, y};names(a):{y,z}').items('names', 'a')).toEqual(['x', 'y', 'z']);
  });
});

describe('arithmetic', () => {
  test('counts in thousandths', () => {
    const tenth = Resources.of({ name: 'cpus', scalar: 0.1 });
    expect(tenth.plus(tenth).plus(tenth).scalar('cpus')).toBe(0.3);
    expect(tenth.plus(tenth).plus(tenth).minus(tenth).scalar('cpus')).toBe(0.2);
  });

  test('takes one of two equal mounts', () => {
    const mount = `{"name":"disk","type":"SCALAR","scalar":{"value":5},"disk":{"source":{"type":"MOUNT","mount":{"root":"/m"}}}}`;
    const two = Resources.parse(`[${mount},${mount}]`);
    expect(two.minus(Resources.parse(`[${mount}]`)).toString()).toBe('disk[MOUNT:/m]:5');
    expect(two.scalar('disk')).toBe(10);
  });

  test('fails to take what is not there', () => {
    expect(() => agent.minus(Resources.parse('cpus(shuffle):3;disk:1'))).toThrow(
      /wanted at least cpus\(reservations: \[\(STATIC,shuffle\)\]\):3\n.*wanted at least disk:1$/,
    );
  });

  test('carves ports out of *', () => {
    const carved = Resources.parse('ports:[5052-8079]').carvePorts('shuffle', Ranges.of([7337, 7339]));
    expect(carved.toText()).toBe('ports:[5052-7336,7340-8079];ports(shuffle):[7337-7339]');
  });

  test('fails to carve a port that * does not have', () => {
    expect(() => agent.carvePorts('shuffle', Ranges.of([31_999, 32_001]))).toThrow(
      'wanted at least ports:[31999-32001]',
    );
  });
});

describe('fails', () => {
  test.each([
    ['cpus:10;mem', "Mesos says: Bad value for resources, missing or extra ':' in mem"],
    [
      'cpus(a b):1',
      "Mesos says: Role component 'a b' is invalid because it contains backspace or whitespace",
    ],
    ['cpus:1;cpus:{a}', "Resources with the same name ('cpus') but different types are not allowed"],
  ])('on %s', (value, words) => {
    expect(() => Resources.parse(value)).toThrow(words);
    expect(() => Resources.parse(value)).toThrow('wanted resources that an agent accepts');
  });

  test('on an item that no agent accepts', () => {
    expect(() => Resources.of({ name: 'cpus', scalar: -1 })).toThrow('Invalid scalar resource: value <= 0');
    expect(() => Resources.of({ name: 'cpus', scalar: Number.NaN })).toThrow('value <= 0');
    expect(() => Resources.of({ name: '', scalar: 1 })).toThrow('Empty resource name');
  });

  test('to write as text what only JSON can say', () => {
    const mount = Resources.parse(
      '[{"name":"disk","type":"SCALAR","scalar":{"value":5},"disk":{"source":{"type":"MOUNT","mount":{"root":"/m"}}}}]',
    );
    expect(() => mount.toText()).toThrow(
      'resources: found disk[MOUNT:/m]:5, wanted what the text form can say; write it as JSON',
    );
  });

  test('to show a bound that no number holds', () => {
    const huge = Resources.parse('ports:[1-18446744073709551615]');
    expect(() => huge.toJson()).toThrow('ports: found 18446744073709551615, wanted a bound below 2^53');
    expect(huge.toJsonText()).toContain('"end":18446744073709551615');
  });
});

describe('for all resources', () => {
  test('text is read back as it was', () => {
    fc.assert(
      fc.property(resources, (some) => {
        const back = Resources.parse(some.toText());
        expect(back.toText()).toBe(some.toText());
        expect(back.equals(some)).toBe(true);
      }),
    );
  });

  test('JSON is read back as it was, in both spellings', () => {
    fc.assert(
      fc.property(resources, (some) => {
        expect(Resources.parse(JSON.stringify(some.toJson())).toString()).toBe(some.toString());
        expect(Resources.parse(JSON.stringify(some.toFlagJson())).toString()).toBe(some.toString());
        expect(Resources.parse(some.toJsonText()).toString()).toBe(some.toString());
      }),
    );
  });

  test('what is added can be taken away again', () => {
    fc.assert(
      fc.property(resources, resources, (some, more) => {
        const disjoint = Resources.of(
          ...more.roles().map((role) => ({ name: 'cpus', role, scalar: more.scalar('cpus', role) })),
        );
        expect(some.plus(disjoint).minus(disjoint).equals(some)).toBe(true);
        expect(some.plus(more).contains(more)).toBe(true);
        expect(some.minus(some).isEmpty).toBe(true);
      }),
    );
  });

  test('carving neither loses nor doubles a port', () => {
    fc.assert(
      fc.property(ports, ports, (all, wanted) => {
        const before = Resources.of({ name: 'ports', ranges: all });
        const taken = wanted.intersect(all);
        const after = before.carvePorts('shuffle', taken);
        const [free, reserved] = [after.ranges('ports'), after.ranges('ports', 'shuffle')];
        expect(free.intersect(reserved).isEmpty).toBe(true);
        expect(free.plus(reserved).equals(all)).toBe(true);
        expect(reserved.equals(taken)).toBe(true);
      }),
    );
  });
});
