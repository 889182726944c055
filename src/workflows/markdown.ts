import { cutText } from '../cut-text.js';

/** As the Web UI shows it. */

export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string) => cutText(text.replaceAll('|', '\\|').replaceAll('\n', ' '), 160);
