import { serviceMemory } from '../../../src/domain/spark/service-memory';

test.each([
  [{}, 768, 128, 1024],
  [{ heap: '1g' }, 1024, 128, 1280],
  [{ heap: '4g' }, 4096, 896, 5120],
  [{ heap: '1g', memory: '2g' }, 1024, 896, 2048],
  [{ heap: '1g', memory: '1216m' }, 1024, 64, 1216],
])('%j gives a heap of %d, direct memory of %d and a task of %d MiB', (props, heap, direct, task) => {
  const memory = serviceMemory(props);
  expect([memory.heap, memory.direct, memory.task].map((size) => size.toMebibytes())).toEqual([
    heap,
    direct,
    task,
  ]);
});

test.each([
  [
    { heap: '2g', memory: '1g' },
    'heap: found a heap of 2 GiB in a task of 1 GiB, wanted a task of at least 2240 MiB; the JVM needs memory beside its heap',
  ],
  [{ heap: '1g', memory: '1215m' }, 'wanted a task of at least 1216 MiB'],
  [{ heap: '1024' }, 'heap: found "1024", wanted a number with a unit'],
  [{ heap: '1500k' }, 'heap: found 1500 KiB, wanted a whole number of MiB'],
  [{ memory: 'lots' }, 'memory: found "lots"'],
])('fails on %j', (props, message) => {
  expect(() => serviceMemory(props)).toThrow(message);
});
