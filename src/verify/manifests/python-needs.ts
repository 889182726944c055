import { shellQuote } from '../command-line.js';
import type { Top } from './found.js';

/** What has to be installed to work on a Python project that no manager looks after, wherever it says so. */

export const REQUIREMENTS = [
  'requirements.txt',
  'requirements-dev.txt',
  'requirements-test.txt',
  'requirements_dev.txt',
  'requirements_test.txt',
  'dev-requirements.txt',
  'test-requirements.txt',
];
/** Where people are told how to begin. */
export const GUIDES = ['CONTRIBUTING.md', 'CONTRIBUTING.rst'];

export interface Needs {
  /** Of `pip install`. */
  options: string[];
  /** The file that says so. */
  source: string;
  /** Only a new pip knows the options. */
  modern?: boolean;
}

/** Extras and groups whose names say that they are for work on the project. */
const FOR_WORK = /^(?:dev(?:el(?:opment)?)?|tests?|testing|lint(?:ing)?|typing|types|type-?check(?:ing)?|checks?|qa)$/;

export function needsOf(top: Top): Needs {
  const lists = listsOf(top);
  // A list beside that of what it needs to run is for work on it.
  const whole = lists.options.some((option) => option !== 'requirements.txt' && option !== '-r');
  const more = whole ? undefined : [groupsOf, extrasOf, toxOf, guideOf].map((of) => of(top)).find((found) => found);
  if (!more) return lists;
  return { ...more, options: [...lists.options, ...more.options] };
}

/** The lists of requirements that no other one takes in. */
function listsOf({ names, texts }: Top): Needs {
  const lists = REQUIREMENTS.filter((name) => names.includes(name));
  const included = (name: string) => lists.some((other) => texts.get(other)?.includes(`-r ${name}`));
  const wanted = lists.filter((name) => !included(name));
  return { options: wanted.flatMap((name) => ['-r', name]), source: lists.at(-1) ?? '' };
}

function groupsOf({ names, texts }: Top): Needs | undefined {
  const groups = namesIn(section(texts.get('pyproject.toml') ?? '', 'dependency-groups'), /^([\w.-]+)\s*=\s*\[/gm);
  if (groups.length === 0) return undefined;
  const options = [...projectOf({ names, texts }), ...groups.flatMap((name) => ['--group', name])];
  return { options, source: 'pyproject.toml', modern: true };
}

function extrasOf({ texts }: Top): Needs | undefined {
  const places: [file: string, table: string, name: RegExp][] = [
    [
      'pyproject.toml',
      section(texts.get('pyproject.toml') ?? '', 'project.optional-dependencies'),
      /^([\w.-]+)\s*=\s*\[/gm,
    ],
    ['setup.cfg', section(texts.get('setup.cfg') ?? '', 'options.extras_require'), /^([\w.-]+)\s*=/gm],
    [
      'setup.py',
      /extras_require\s*=\s*\{[^}]*\}/.exec(texts.get('setup.py') ?? '')?.[0] ?? '',
      /['"]([\w.-]+)['"]\s*:/g,
    ],
  ];
  for (const [source, table, name] of places) {
    const extras = namesIn(table, name);
    if (extras.length > 0) return { options: ['-e', `'.[${extras.join(',')}]'`], source };
  }
  return undefined;
}

/** `deps` of the environment that tests run in, save for what holds for some versions only. */
function toxOf(top: Top): Needs | undefined {
  const settings = top.texts.get('tox.ini') ?? '';
  const deps = /^deps\s*=((?:.*\n?)(?:[ \t]+.*\n?)*)/m.exec(section(settings, 'testenv'))?.[1] ?? '';
  const lines = deps.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim());
  const plain = lines.filter((line) => line !== '' && !line.startsWith('#') && !/^[\w{},.!-]+\s*:|\{/.test(line));
  const options = plain.flatMap((line) => (line.startsWith('-') ? line.split(/[\s=]+/) : [line]).map(shellQuote));
  if (options.length === 0) return undefined;
  return { options: [...projectOf(top), ...options], source: 'tox.ini' };
}

/** The first line that installs the project itself, or a list, as it is told to people. */
function guideOf({ texts }: Top): Needs | undefined {
  for (const source of GUIDES) {
    const told =
      /\bpip3? install ((?:-[a-z]\s+|--?[\w-]+\s+)*(?:(?:-e\s*)?["']?\.(?:\[[\w,.-]+\])?["']?|-r\s*[\w./-]+)(?:\s+-r\s*[\w./-]+)*)/m;
    const found = told.exec(texts.get(source) ?? '')?.[1];
    const words = found?.split(/\s+/).map((word) => word.replaceAll(/["']/g, ''));
    const options = words?.filter((word) => !/^(?:-U|--upgrade|--user|-q)$/.test(word)).map(shellQuote);
    if (options && options.length > 0) return { options, source };
  }
  return undefined;
}

/** The project itself, where it can be installed. */
function projectOf({ names, texts }: Top): string[] {
  const described = /^\[(?:project|build-system)\]/m.test(texts.get('pyproject.toml') ?? '');
  return described || names.includes('setup.py') || names.includes('setup.cfg') ? ['-e', '.'] : [];
}

const namesIn = (table: string, name: RegExp) =>
  [...table.matchAll(name)].map(([, found]) => found!).filter((found) => FOR_WORK.test(found));

/** The lines of a table of TOML, or a section of settings. */
const section = (text: string, name: string) =>
  text.split(/^(?=\[)/m).find((part) => part.startsWith(`[${name}]`)) ?? '';
