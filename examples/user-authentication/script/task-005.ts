import type { Reply } from '../../scripted-model/script.js';
import { readFile, runTests, submit, writeKept } from './calls.js';

const TEST = 'test/integration/auth-flow.test.js';

export const green: Reply[] = [
  {
    text: 'What is covered one by one already, and what is not tested as a whole?',
    calls: [
      readFile('test/unit/login-endpoint.test.js'),
      readFile('src/api/auth/routes.js'),
      readFile('testing/client.js'),
    ],
  },
  {
    text: 'The way from registration to refresh, expiry, and tokens used for the wrong purpose.',
    calls: [writeKept(TEST), runTests(TEST)],
  },
  { text: 'They pass; together with the others?', calls: [runTests()] },
  {
    calls: [
      submit<'green'>({
        summary:
          'Integration tests over HTTP: login and me, refresh, mixed-up and expired tokens, a restarted service.',
      }),
    ],
  },
];
