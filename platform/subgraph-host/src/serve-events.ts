import type { ServerResponse } from 'node:http';
import { parseFeedQuery, serveFeed, type Feed } from '@bailiwick/events';
import { answerJson } from './listener.js';

/** `GET /events`: one standing stream for a consumer that the workload table has already let in. */
export function serveEvents(feed: Feed): (query: URLSearchParams, response: ServerResponse) => Promise<void> {
  return async (query, response) => {
    const parsed = parseFeedQuery(query);
    if ('problem' in parsed) {
      answerJson(response, 400, { error: 'invalid_request', error_description: parsed.problem });
      return;
    }
    await serveFeed(feed, parsed, response);
  };
}
