import { byteLength } from '../../byte-length.js';
import { cutText } from '../../cut-text.js';
import { plainText } from '../plain-text.js';
import { list, quote } from './text.js';

/** A file of the repository that tells agents how to work. */
export interface Told {
  path: string;
  text: string;
}

/** Bytes of those that hold for all work, and of those of the folders that a task touches. */
const ROOT_BYTES = 32 * 1024;
const FOLDER_BYTES = 16 * 1024;
/** To be told that so much is missing, and to read it, would take as long as to read it here. */
const SPARE_BYTES = 512;
const LINE = 2_000;

const FOLLOW = `How this repository is worked on, word for word. Follow it, save where the rules of this stage say \
otherwise, or where it speaks of what isn't this stage's to do.`;

/** Undefined where there are none. */
export function instructionsText(told: Told[] = [], below: string[] = []): string | undefined {
  if (told.length === 0 && below.length === 0) return undefined;
  const further = below.length > 0 ? [`Files of the same kind hold in their folders only:\n${list(below)}`] : [];
  const all = told.length > 0 ? [toldText(told, ROOT_BYTES)] : [];
  return [`# The repository's own instructions\n${FOLLOW}`, ...all, ...further].join('\n');
}

export function folderInstructionsText(told: Told[] = []): string | undefined {
  if (told.length === 0) return undefined;
  return `# The repository's own instructions for these folders\n${toldText(told, FOLDER_BYTES)}`;
}

/** All of them, as far as there is room: a cut says where to read on. */
export function toldText(told: Told[], limit: number): string {
  let room = limit;
  const quoted = told.map(({ path, text }) => {
    const shown = head(path, plainText(text).trimEnd(), room);
    room = Math.max(0, room - byteLength(shown));
    return quote(path, shown);
  });
  return quoted.join('\n');
}

function head(path: string, text: string, room: number): string {
  if (byteLength(text) <= room + SPARE_BYTES) return text;
  const lines = text.split('\n');
  let bytes = 0;
  const fits = lines.findIndex((line) => (bytes += byteLength(line) + 1) > room);
  // Of a line that alone is too long, its beginning.
  const shown = fits > 0 || room === 0 ? lines.slice(0, fits) : [cutText(lines[0] ?? '', Math.min(room, LINE))];
  const next = `[... cut here, ${lines.length - fits} of ${lines.length} lines left out: read_file ${path} from line ${fits + 1} ...]`;
  return [...shown, next].join('\n');
}
