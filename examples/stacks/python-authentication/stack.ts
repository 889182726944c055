import type { Plan } from '../../../src/types.js';
import type { Stack } from '../stack.js';

type Task = Plan['tasks'][number];

const code = (number: number, rest: Pick<Task, 'name' | 'blockedBy' | 'files' | 'doneWhen' | 'commit'>): Task => {
  const tests = rest.files.filter((file) => file.startsWith('tests/'));
  const verify = `.venv/bin/pytest ${tests.join(' ')}`;
  return { id: `task-00${number}`, kind: 'code', priority: 'high', estimatedTokens: 10_000, verify, ...rest };
};
const made = (task: Task) => ({ task, tests: task.files.filter((file) => file.startsWith('tests/')) });

const tasks = [
  code(1, {
    name: 'Create User model',
    blockedBy: [],
    files: ['src/models/user.py', 'tests/unit/test_user.py'],
    doneWhen:
      'create_user makes a user of an address and a hash, refuses wrong addresses with 400, and hides the hash.',
    commit: 'feat(models): Create User model',
  }),
  code(2, {
    name: 'Create User repository',
    blockedBy: ['task-001'],
    files: ['src/repositories/user.py', 'tests/unit/test_user_repository.py'],
    doneWhen: 'UserRepository keeps users by id and address, and refuses an address that is taken with 409.',
    commit: 'feat(repo): Create User repository',
  }),
  code(3, {
    name: 'Create Auth service',
    blockedBy: ['task-002'],
    files: ['src/services/auth.py', 'tests/unit/test_auth_service.py'],
    doneWhen: 'AuthService registers, logs in, refreshes and authenticates; neither token is taken for the other.',
    commit: 'feat(auth): Create Auth service',
  }),
  code(4, {
    name: 'Create Login endpoint',
    blockedBy: ['task-003'],
    files: ['src/api/auth/routes.py', 'src/app.py', 'tests/unit/test_auth_routes.py'],
    doneWhen: 'POST /auth/register, /auth/login, /auth/refresh and GET /auth/me answer as the service says.',
    commit: 'feat(api): Create Login endpoint',
  }),
  {
    ...code(5, {
      name: 'Add integration tests',
      blockedBy: ['task-004'],
      files: ['tests/integration/test_auth_flow.py'],
      doneWhen: 'The way from registration over login to refresh is tested.',
      commit: 'test(auth): Add integration tests',
    }),
    kind: 'test' as const,
  },
];

const source = 'AGENTS.md';

/** The seed's feature, on a service in the seed's language. */
export const pythonAuthentication: Stack = {
  name: 'python-authentication',
  tools: 'Python: pip in a venv, pytest, pytest-cov, ruff, mypy',
  request: 'Add user authentication with JWT tokens',
  setupNetwork: true,
  needs: ['python3'],
  brief: {
    summary: 'A small HTTP service in Python without dependencies; src/app.py joins the routes of src/api/<name>.',
    findings: ['src/security.py signs and verifies JSON Web Tokens', 'No users yet'],
    conventions: ['A resource of the API is src/api/<name>/routes.py', 'Failures are HttpError'],
    testFiles: ['tests/**/test_*.py'],
    commands: {
      setup: { command: 'python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt', source },
      test: { command: '.venv/bin/pytest', source },
      testFile: { command: '.venv/bin/pytest', source },
      lint: { command: '.venv/bin/ruff check .', source },
      typecheck: { command: '.venv/bin/mypy src', source },
      coverage: { command: '.venv/bin/pytest --cov', source },
    },
  },
  tasks: tasks.map(made),
};
