import type { Reply } from '../../scripted-model/script.js';
import { editFile, listFiles, readFile, runTests, submit, writeKept } from './calls.js';

const TEST = 'test/unit/login-endpoint.test.js';
const APP = 'src/app.js';

export const appImports = [
  editFile(
    APP,
    "import { healthRoutes } from './api/health/routes.js';",
    "import { authRoutes } from './api/auth/routes.js';\nimport { healthRoutes } from './api/health/routes.js';",
  ),
  editFile(
    APP,
    "import { createNoteRepository } from './repositories/notes.js';",
    `import { createNoteRepository } from './repositories/notes.js';
import { createUserRepository } from './repositories/users.js';
import { createAuthService, PASSWORD_COST } from './services/auth.js';`,
  ),
];

export const appRoutes = [
  editFile(
    APP,
    " *   notes?: import('./repositories/notes.js').NoteRepository,\n",
    ` *   notes?: import('./repositories/notes.js').NoteRepository,
 *   users?: import('./repositories/users.js').UserRepository,
 *   passwordCost?: number,
`,
  ),
  editFile(
    APP,
    `export function createApp({ config, notes = createNoteRepository() }) {
  const match = createRouter([...healthRoutes(), ...noteRoutes({ notes })]);`,
    `export function createApp({
  config,
  notes = createNoteRepository(),
  users = createUserRepository(),
  passwordCost = PASSWORD_COST,
}) {
  const auth = createAuthService({ users, secret: config.jwtSecret, passwordCost });
  const match = createRouter([...healthRoutes(), ...noteRoutes({ notes }), ...authRoutes({ auth })]);`,
  ),
];

const readme = editFile(
  'README.md',
  '- `DELETE /notes/:id` removes it\n',
  `- \`DELETE /notes/:id\` removes it
- \`POST /auth/register\` adds a user: \`{ "email", "password" }\`
- \`POST /auth/login\` gives an access token (15 minutes) and a refresh token (7 days)
- \`POST /auth/refresh\` gives a new access token: \`{ "refreshToken" }\`
- \`GET /auth/me\` is the user of the bearer token
`,
);

export const red: Reply[] = [
  {
    text: "I'll see how the notes API is tested over HTTP.",
    calls: [readFile('test/integration/notes.test.js'), readFile('testing/client.js'), readFile(APP)],
  },
  { calls: [readFile('src/services/auth.js'), readFile('src/errors.js')] },
  { text: 'The app exists, so these tests load and fail by what it answers.', calls: [writeKept(TEST)] },
  { calls: [runTests(TEST)] },
  {
    text: 'All fail with 404 where 200, 201, 400, 401 or 409 is expected.',
    calls: [
      submit<'red'>({
        summary: 'Tests of the endpoints over HTTP: what they answer, which status, and that no password comes back.',
        tests: [TEST],
      }),
    ],
  },
];

export const green: Reply[] = [
  {
    calls: [listFiles('src/api/**'), readFile('src/api/notes/routes.js')],
  },
  {
    text: 'Schemas, for their form.',
    calls: [readFile('src/api/notes/schemas.js'), readFile('README.md')],
  },
  { calls: [writeKept('src/api/auth/schemas.js'), writeKept('src/api/auth/routes.js')] },
  { text: 'Now join them in the app.', calls: [...appImports, ...appRoutes, runTests(TEST)] },
  { text: 'Green. The README lists the routes, so it gets the new ones.', calls: [readme, runTests()] },
  {
    calls: [
      submit<'green'>({
        summary: 'Routes for register, login, refresh and me, joined in createApp and in the README.',
      }),
    ],
  },
];
