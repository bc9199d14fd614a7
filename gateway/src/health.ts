import { errorAnswer, type Answer } from './answer.js';
import { HTTP } from './http-answers.js';

type Phase = 'starting' | 'ready' | 'draining';

/** What a load balancer asks. */
export interface Health {
  live(): Answer;
  ready(): Answer;
  isDraining(): boolean;
  enter(phase: Phase): void;
}

/**
 * Ready means that the graph is loaded, the keys are there and the listener is open. Never that the subgraphs are up:
 * one domain's death would empty the load balancer, and the other domains' fields would be gone with it.
 */
export function createHealth(hasKeys: () => boolean): Health {
  let phase: Phase = 'starting';
  return {
    live: () => say(200, 'live'),
    ready: () => {
      if (phase !== 'ready') return say(503, phase);
      return hasKeys()
        ? say(200, 'ready')
        : errorAnswer(HTTP.notReady, 'There is a workload for which no secret may sign now. Rotate the keys.');
    },
    isDraining: () => phase === 'draining',
    enter: (next) => {
      phase = next;
    },
  };
}

function say(status: number, state: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ status: state }),
  };
}
