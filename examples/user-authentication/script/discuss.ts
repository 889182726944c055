import type { Reply } from '../../scripted-model/script.js';
import { readFile, submit } from './calls.js';

export const discuss: Reply[] = [
  {
    text: 'What the helpers can do decides which answers are cheap. Reading them once more.',
    calls: [readFile('src/security.js')],
  },
  {
    text: 'Four decisions are open.',
    calls: [
      submit<'discuss'>({
        questions: [
          {
            id: 'auth-method',
            question: 'Auth method?',
            options: ['JWT with refresh tokens', 'JWT, access token only', 'Server-side session cookies'],
            closed: true,
            recommended: 'JWT with refresh tokens',
            why: 'The request asks for JWT and the helpers are there. Refresh tokens allow short-lived access tokens.',
          },
          {
            id: 'token-duration',
            question: 'Token duration?',
            options: ['15min access, 7 day refresh', '1h access, 30 day refresh', '5min access, 1 day refresh'],
            closed: false,
            recommended: '15min access, 7 day refresh',
            why: 'A stolen access token is of use for minutes only, and nobody logs in more than once a week.',
          },
          {
            id: 'password-storage',
            question: 'Password storage?',
            options: ['scrypt hashing', 'bcrypt hashing', 'argon2id hashing'],
            closed: true,
            recommended: 'scrypt hashing',
            why: 'Node has scrypt, and this service has no dependencies; bcrypt and argon2id would be the first ones.',
          },
          {
            id: 'session-storage',
            question: 'Session storage?',
            options: ['Stateless (no server-side storage)', 'Refresh tokens kept in memory'],
            closed: true,
            recommended: 'Stateless (no server-side storage)',
            why: 'Nothing to keep and nothing to share between processes. The price: no token can be revoked early.',
          },
        ],
      }),
    ],
  },
];
