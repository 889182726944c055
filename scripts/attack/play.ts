import { ATTACKS } from './all.js';
import type { Attack } from './attack.js';
import { makeHome, openGround, type Ground } from './ground.js';

export interface Played {
  id: string;
  title: string;
  held: boolean;
  /** Its control escapes, as it has to. */
  works: boolean;
  /** What went wrong while it was played. */
  problem?: string;
}

/** Those that this user can play. */
export const playable = (only?: string, slow = true) =>
  ATTACKS.filter(({ root }) => !root || process.getuid?.() === 0)
    .filter(({ id }) => only === undefined || id === only || id.startsWith(`${only}-`))
    .filter((attack) => slow || !attack.slow);

/** Plays one after the other, each twice, on a ground of its own below `place`. */
export async function play(attacks: Attack[], place: string, report: (played: Played) => void): Promise<Played[]> {
  const before = process.env['HOME'];
  const home = makeHome(place);
  const all: Played[] = [];
  try {
    for (const { id, title, play: attack, control } of attacks) {
      const escaped = await on(place, home, attack);
      const worked = await on(place, home, control);
      const problem = [escaped, worked].find((outcome) => typeof outcome === 'string');
      const played = { id, title, held: escaped === false, works: worked === true };
      all.push({ ...played, ...(typeof problem === 'string' ? { problem } : {}) });
      report(all.at(-1)!);
    }
  } finally {
    process.env['HOME'] = before;
  }
  return all;
}

/** An attack that throws has shown nothing: neither that it is held nor that it works. */
async function on(place: string, home: string, take: (ground: Ground) => Promise<boolean>): Promise<boolean | string> {
  const ground = await openGround(place, home);
  try {
    return await take(ground);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await ground.close();
  }
}
