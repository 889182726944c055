import type { Usage } from '../src/types.js';
import { cachedShare } from '../src/usage.js';

/** Numbers as people read them. */

/** 10K, 1.2M; below a thousand as it is. */
export function tokens(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 999_500) return `${Math.round(count / 1_000)}K`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** 42 s, 3 min 5 s, 2 h 10 min, 3 d 4 h: the two largest units. */
export function duration(seconds: number): string {
  const units = [
    { name: 'd', value: Math.floor(seconds / 86_400) },
    { name: 'h', value: Math.floor(seconds / 3_600) % 24 },
    { name: 'min', value: Math.floor(seconds / 60) % 60 },
    { name: 's', value: Math.floor(seconds) % 60 },
  ];
  const first = units.findIndex(({ value }) => value > 0);
  if (first < 0) return '0 s';
  const shown = units.slice(first, first + 2).filter(({ value }) => value > 0);
  return shown.map(({ name, value }) => `${value} ${name}`).join(' ');
}

/** A time as the clock on the wall has it, with the day where that is another one: 15:04:10. `iso` is ISO 8601. */
export function clock(iso: string, now = Date.now()): string {
  const then = new Date(iso);
  const two = (part: number) => String(part).padStart(2, '0');
  const time = [then.getHours(), then.getMinutes(), then.getSeconds()].map(two).join(':');
  const day = [then.getFullYear(), two(then.getMonth() + 1), two(then.getDate())].join('-');
  return new Date(now).toDateString() === then.toDateString() ? time : `${day} ${time}`;
}

/** The same, and how far off it is: 15:04:10, in 2 min 5 s. */
export function moment(iso: string, now = Date.now()): string {
  const seconds = Math.ceil((Date.parse(iso) - now) / 1_000);
  return `${clock(iso, now)}, ${seconds > 0 ? `in ${duration(seconds)}` : 'any moment'}`;
}

/** Rounded down: 99.7 is not 100. */
export const percent = (value: number) => `${Math.floor(value)}%`;

/** How many there were, and how much of what they sent the model's service had in its cache. */
export const requests = (usage: Usage) => `${usage.requests ?? 0} (${percent(cachedShare(usage))} cached)`;

/** Dollars, to the cent; less than one of them in full. */
export const money = (dollars: number) =>
  dollars > 0 && dollars < 0.01 ? `$${dollars.toFixed(4)}` : `$${dollars.toFixed(2)}`;
