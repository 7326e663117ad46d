import type { TaskBehaviour } from './task';

const ENDS = { fail: 'fails', finish: 'finishes', break: 'breaks' } as const;

/** How a task ends, by labels that everybody who starts one can set: `SIM` and `SIM_SECONDS`. */
export function endOf(labels: Readonly<Record<string, string>>): Pick<TaskBehaviour, 'ends' | 'lasts'> {
  const word = labels['SIM'] ?? '';
  const seconds = Number(labels['SIM_SECONDS'] ?? 0);
  return {
    ends: isEnd(word) ? ENDS[word] : 'never',
    ...(seconds > 0 ? { lasts: seconds * 1000 } : {}),
  };
}

function isEnd(word: string): word is keyof typeof ENDS {
  return Object.hasOwn(ENDS, word);
}
