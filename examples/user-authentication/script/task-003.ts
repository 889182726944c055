import type { Reply } from '../../scripted-model/script.js';
import { editFile, readFile, runTests, search, submit, writeKept } from './calls.js';

const TEST = 'test/unit/auth-service.test.js';

const OLD_CRYPTO = '  export function randomUUID(): string;\n';
const NEW_CRYPTO = `  export function randomBytes(size: number): Buffer;
${OLD_CRYPTO}  export function scrypt(
    password: string,
    salt: string,
    keyBytes: number,
    options: { N: number },
    done: (error: Error | null, key: Buffer) => void,
  ): void;
`;

export const red: Reply[] = [
  {
    text: 'The service stands on the JWT helpers and the User model.',
    calls: [readFile('src/security.js'), readFile('src/models/user.js'), readFile('test/unit/security.test.js')],
  },
  {
    text: 'The repository is made in another task, so a few lines in the test stand in for it. The clock is passed in.',
    calls: [writeKept(TEST)],
  },
  { calls: [runTests(TEST)] },
  {
    text: 'It fails to load because src/services/auth.js is missing: the right reason.',
    calls: [
      submit<'red'>({
        summary:
          'Tests of register, login, refresh and authenticate (lifetimes of 15 minutes and 7 days, mix-ups, forged and ' +
          'orphaned tokens) and of the scrypt hashes, whose cost the tests keep low.',
        tests: [TEST],
      }),
    ],
  },
];

export const green: Reply[] = [
  {
    text: 'The failures have their own functions here, and a service should use them.',
    calls: [readFile('src/errors.js')],
  },
  { text: 'What of crypto is declared?', calls: [search('export function', 'types/node.d.mts')] },
  {
    text: 'A login for an unknown address derives a key all the same, so that its time tells nothing.',
    calls: [writeKept('src/services/auth.js'), runTests(TEST)],
  },
  {
    text: 'Green. scrypt and randomBytes are not declared yet, and the type check will ask for them.',
    calls: [editFile('types/node.d.mts', OLD_CRYPTO, NEW_CRYPTO), runTests()],
  },
  {
    calls: [
      submit<'green'>({
        summary:
          'createAuthService registers, logs in, refreshes and authenticates, without state of its own. Passwords are ' +
          'hashed with scrypt and compared in constant time.',
      }),
    ],
  },
];
