import { describe, expect, it } from '@jest/globals';
import { hasPassword, isUrl } from '../src/repository-url.js';

describe('the URL of a repository', () => {
  it.each([
    'https://example.org/shop.git',
    'ssh://git@example.org:2222/shop.git',
    'file:///srv/shop.git',
    'git@example.org:team/shop.git',
    'example.org:/srv/shop.git',
  ])('is told from a folder: %s', (url) => expect(isUrl(url)).toBe(true));

  it.each(['/home/me/code/shop', './shop', 'shop', '-u:x', 'ext::sh', '--upload-pack=x', 'https://a b', ''])(
    'is none: %s',
    (text) => expect(isUrl(text)).toBe(false),
  );

  it('has a password or not', () => {
    expect(hasPassword('https://me:secret@example.org/shop.git')).toBe(true);
    expect(['https://me@example.org/shop.git', 'git@example.org:a/b@c', 'ssh://h:22/x'].some(hasPassword)).toBe(false);
  });
});
