import type { WriteAnswer } from '../ports';
import type { Applied } from './kind';

/**
 * What Marathon's answer to a write means. A refused change of an app that was there a moment ago, or the word of a
 * proxy on the way, says nothing about the manifest: the app or the task went away meanwhile, or a permission is
 * missing. The next look decides anew.
 */
export function writeOutcome(answer: WriteAnswer): Applied {
  switch (answer.is) {
    case 'accepted':
    // Somebody was faster, or it was ourselves: the next look sees whose it is.
    case 'exists':
      return { is: 'done' };
    case 'locked':
      return { is: 'wait', because: `${answer.message} (deployments ${answer.deployments.join(', ')})` };
    case 'busy':
      return { is: 'wait', because: answer.message };
    case 'refused':
      return { is: 'wait', because: refusalText(answer) };
  }
}

export function refusalText({ status, message }: Extract<WriteAnswer, { is: 'refused' }>): string {
  return `Marathon answered ${status}: ${message}`;
}
