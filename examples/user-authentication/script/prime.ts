import type { Reply } from '../../scripted-model/script.js';
import { listFiles, readFile, search, submit } from './calls.js';

export const prime: Reply[] = [
  {
    text: "I'll start with the manifest, the conventions and the shape of the tree.",
    calls: [readFile('package.json'), readFile('AGENTS.md'), listFiles('**/*.js')],
  },
  {
    text: 'Authentication needs tokens, users and routes. Let me see what there is of each.',
    calls: [
      readFile('src/security.js'),
      readFile('src/app.js'),
      readFile('src/config.js'),
      search('auth|login|user', 'src/**'),
    ],
  },
  {
    text: 'No user anywhere yet. The notes show how a resource is built here, from model to routes.',
    calls: [
      readFile('src/models/note.js'),
      readFile('src/repositories/notes.js'),
      readFile('src/api/notes/routes.js'),
      readFile('test/unit/note-repository.test.js'),
      readFile('test/integration/notes.test.js'),
    ],
  },
  {
    text: 'That is enough to work from.',
    calls: [
      submit<'prime'>({
        summary:
          'A small HTTP service in JavaScript (ES modules, no dependencies) that keeps notes in memory. A resource goes ' +
          'from src/models over src/repositories to src/api/<name>/routes.js, and src/app.js joins the routes.',
        findings: [
          'src/security.js has the JWT helpers: signToken, verifyToken (HS256, expiry) and safeEqual',
          'No auth endpoints: src/app.js joins the routes of health and notes only',
          'No User model: src/models has the note, src/repositories the notes',
          'src/config.js reads JWT_SECRET already, and createApp gets the configuration',
        ],
        conventions: [
          'A model is a function that checks its input and returns a frozen object',
          'A repository is made by create…Repository(), has async methods and answers null for what it lacks',
          'A resource of the API is src/api/<name> with routes.js and schemas.js',
          'Failures are made by the functions of src/errors.js',
          'Types are JSDoc; what is used of Node is declared in types/node.d.mts',
          'Tests are test/unit/<subject>.test.js and test/integration/<subject>.test.js, with node:test',
        ],
        testFiles: ['test/**/*.test.js'],
        commands: {
          test: { command: 'npm test', source: 'package.json' },
          testFile: { command: 'node --test', source: 'package.json' },
          lint: { command: 'npm run lint', source: 'package.json' },
          typecheck: { command: 'npm run typecheck', source: 'package.json' },
          coverage: { command: 'npm run coverage', source: 'package.json' },
        },
      }),
    ],
  },
];
