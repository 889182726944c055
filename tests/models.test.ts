import { describe, expect, it } from '@jest/globals';
import { chooseModels, modelsOf, readChoice } from '../src/models.js';
import { modelsSchema } from '../src/types.js';

describe('a choice is a model, and an effort where its end is called like one', () => {
  it.each([
    ['claude-opus-5-5', { model: 'claude-opus-5-5' }],
    ['claude-haiku-5-5:low', { model: 'claude-haiku-5-5', effort: 'low' }],
    ['qwen3-coder:30b', { model: 'qwen3-coder:30b' }],
    ['llama3:latest', { model: 'llama3:latest' }],
    ['qwen3:30b:max', { model: 'qwen3:30b', effort: 'max' }],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', { model: 'anthropic.claude-sonnet-4-5-20250929-v1:0' }],
    ['global.anthropic.claude-opus-5-5:xhigh', { model: 'global.anthropic.claude-opus-5-5', effort: 'xhigh' }],
  ])('%s', (text, choice) => {
    expect(modelsSchema.safeParse({ green: text }).success).toBe(true);
    expect(readChoice(text)).toEqual(choice);
  });

  it.each([
    ['claude-opus-5-5:hihg', /an effort: low, medium/],
    ['claude-opus-5-5:', /an effort/],
    ['', /the name of a model/],
    [':low', /the name of a model/],
    ['two words', /the name of a model/],
  ])('but not %j', (text, why) => {
    expect(modelsSchema.safeParse({ green: text }).error?.issues[0]?.message).toMatch(why);
  });
});

describe('who says which model does what', () => {
  const opus = { model: 'opus' };
  const haiku = { model: 'haiku', effort: 'low' } as const;

  it('nobody needs to', () => {
    expect(chooseModels()).toEqual({});
    expect(modelsOf({}, 'usual')).toEqual(['usual']);
  });

  it('a stage comes before its phase, and that before all', () => {
    const chosen = chooseModels({ all: 'sonnet', execute: 'opus', green: 'haiku:low' });
    const sonnet = { model: 'sonnet' };
    expect(chosen).toEqual({ prime: sonnet, discuss: sonnet, plan: sonnet, red: opus, green: haiku });
    expect(modelsOf(chosen, 'usual')).toEqual(['sonnet', 'opus', 'haiku']);
  });

  it('a person comes before the repository, which is heard where that says nothing', () => {
    const stated = { plan: 'sonnet', execute: 'sonnet', last: 'opus' };
    const chosen = chooseModels({ green: 'haiku:low' }, stated);
    expect(chosen).toEqual({ plan: { model: 'sonnet' }, red: { model: 'sonnet' }, green: haiku, last: opus });
    expect(modelsOf(chosen, 'usual')).toEqual(['usual', 'sonnet', 'haiku', 'opus']);
  });

  it('a person who says it for all leaves nothing of what the repository says', () => {
    expect(modelsOf(chooseModels({ all: 'haiku:low' }, { plan: 'opus', last: 'opus' }), 'usual')).toEqual(['haiku']);
  });

  it('a stage that nobody knows is refused with those that there are', () => {
    const [issue] = modelsSchema.safeParse({ gren: 'opus' }).error!.issues;
    expect(issue?.message).toBe(
      'no stage is called gren; a model can be chosen for all, prime, discuss, plan, execute, red, green, last',
    );
  });
});
