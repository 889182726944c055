import type { Plan } from '../../../src/types.js';
import type { Reply } from '../../scripted-model/script.js';
import { listFiles, readFile, submit } from './calls.js';

export const tasks: Plan['tasks'] = [
  {
    id: 'task-001',
    name: 'Create User model',
    priority: 'high',
    kind: 'code',
    blockedBy: [],
    estimatedTokens: 10_000,
    files: ['src/models/user.js', 'test/unit/user-model.test.js'],
    doneWhen:
      'createUser makes a frozen user of an email address and the hash of a password, with an id and a time. ' +
      'Addresses are trimmed and lower-cased, wrong ones refused with 400. publicUser leaves out the hash.',
    verify: 'node --test test/unit/user-model.test.js',
    commit: 'feat(models): Create User model',
  },
  {
    id: 'task-002',
    name: 'Create User repository',
    priority: 'high',
    kind: 'code',
    blockedBy: ['task-001'],
    estimatedTokens: 12_000,
    files: ['src/repositories/users.js', 'test/unit/user-repository.test.js'],
    doneWhen:
      'createUserRepository keeps users in memory: add, findById, findByEmail. A second user with the same id or ' +
      'address is refused with 409.',
    verify: 'node --test test/unit/user-repository.test.js',
    commit: 'feat(repo): Create User repository',
  },
  {
    id: 'task-003',
    name: 'Create Auth service',
    priority: 'high',
    kind: 'code',
    blockedBy: ['task-001'],
    estimatedTokens: 15_000,
    files: ['src/services/auth.js', 'types/node.d.mts', 'test/unit/auth-service.test.js'],
    doneWhen:
      'createAuthService has register, login, refresh and authenticate over any store of users. Passwords are kept ' +
      'with scrypt and a salt; the cost comes in from outside, so that tests need no waiting. Access tokens last 15 minutes, refresh tokens 7 days; neither is taken for the other.',
    verify: 'node --test test/unit/auth-service.test.js',
    commit: 'feat(auth): Create Auth service',
  },
  {
    id: 'task-004',
    name: 'Create Login endpoint',
    priority: 'high',
    kind: 'code',
    blockedBy: ['task-002', 'task-003'],
    estimatedTokens: 15_000,
    files: [
      'src/api/auth/routes.js',
      'src/api/auth/schemas.js',
      'src/app.js',
      'README.md',
      'test/unit/login-endpoint.test.js',
    ],
    doneWhen:
      'POST /auth/register, /auth/login and /auth/refresh and GET /auth/me answer as the service says: 400 for a wrong ' +
      'body, 401 for wrong credentials or tokens, 409 for an address that is taken. No answer holds a password or hash.',
    verify: 'node --test test/unit/login-endpoint.test.js',
    commit: 'feat(api): Create Login endpoint',
  },
  {
    id: 'task-005',
    name: 'Add integration tests',
    priority: 'medium',
    kind: 'test',
    blockedBy: ['task-004'],
    estimatedTokens: 10_000,
    files: ['test/integration/auth-flow.test.js'],
    doneWhen: 'The whole way from registration over login to refresh is tested over HTTP, expiry and mix-ups included.',
    verify: 'node --test test/integration/auth-flow.test.js',
    commit: 'test(auth): Add integration tests',
  },
];

export const plan: Reply[] = [
  {
    text: 'Each task should follow the way of the notes. A look at where things would go.',
    calls: [listFiles('{src,test,types}/**'), readFile('src/app.js'), readFile('types/node.d.mts')],
  },
  {
    text: 'Repository and service both need the model only, so they can be made side by side; the endpoint joins them.',
    calls: [submit<'plan'>({ tasks })],
  },
];
