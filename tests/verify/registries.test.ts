import { describe, expect, it } from '@jest/globals';
import { ecosystemsOf, installFiles, isPlanned } from '../../src/install-files.js';
import { ownRegistries } from '../../src/verify/manifests/own-registries.js';
import { registriesOf } from '../../src/verify/manifests/registries.js';

const NPM = ['registry.npmjs.org', 'registry.yarnpkg.com', 'repo.yarnpkg.com'];
const PYTHON = ['pypi.org', 'files.pythonhosted.org'];

const of = (files: Record<string, string>, command = '') =>
  registriesOf(installFiles(Object.keys(files)), new Map(Object.entries(files)), ecosystemsOf(command));
/** What a file names besides the registries that are there without it. */
const named = (file: string, text: string) =>
  of({ [file]: text }).filter((domain) => !of({ [file]: '' }).includes(domain));

describe('the registries of a repository', () => {
  it.each<[string, string[]]>([
    ['package.json', NPM],
    ['web/yarn.lock', NPM],
    ['requirements-dev.txt', PYTHON],
    ['go.sum', ['proxy.golang.org', 'sum.golang.org', 'storage.googleapis.com']],
    ['Cargo.lock', ['crates.io', 'index.crates.io', 'static.crates.io']],
    ['Gemfile.lock', ['rubygems.org', 'index.rubygems.org']],
    ['src/Shop/Shop.csproj', ['api.nuget.org', 'www.nuget.org', 'globalcdn.nuget.org']],
    ['README.md', []],
    ['node_modules/x/package.json', []],
    ['tests/fixtures/Cargo.toml', []],
  ])('are by %s %j', (file, domains) => {
    expect(of({ [file]: '' })).toEqual(domains);
  });

  it('are also by the tools that set-up runs', () => {
    expect(of({ 'package.json': '' }, 'npm ci && .venv/bin/pip install -r x')).toEqual([...NPM, ...PYTHON]);
    expect(of({}, 'python3 -m venv .venv && .venv/bin/pip3 install pytest')).toEqual(PYTHON);
    expect(of({}, 'npx --yes pnpm@10.1.0 install')).toEqual(NPM);
    expect(of({}, './make-it.sh')).toEqual([]);
  });

  it.each<[file: string, text: string, domains: string[]]>([
    [
      'package-lock.json',
      `{ "packages": { "node_modules/a": { "resolved": "https://npm.example.org/a/-/a-1.0.0.tgz", "funding": { "url": "https://sponsor.example" } },
         "node_modules/b": { "resolved": "git+ssh://git@github.com/o/b.git#1" }, "node_modules/c": { "resolved": "packages/c", "link": true } } }`,
      ['npm.example.org'],
    ],
    [
      'yarn.lock',
      'a@^1:\n  version "1"\n  resolved "https://npm.example.org:8443/a.tgz#1"\n',
      ['npm.example.org:8443'],
    ],
    [
      'yarn.lock',
      '"a@https://codeload.example.org/a.tgz":\n  version: 1\n  resolution: "a@https://codeload.example.org/a.tgz"\n',
      ['codeload.example.org'],
    ],
    ['pnpm-lock.yaml', '  a@1: \n    resolution: {tarball: https://t.example.org/a.tgz}\n', ['t.example.org']],
    ['.npmrc', '@corp:registry=https://npm.corp.example/\n//npm.corp.example/:_authToken=x\n', ['npm.corp.example']],
    ['.yarnrc.yml', 'npmRegistryServer: "https://npm.corp.example"\n', ['npm.corp.example']],
    [
      'uv.lock',
      'source = { registry = "https://pypi.corp.example/simple" }\nwheels = [{ url = "https://files.corp.example/a.whl" }]',
      ['pypi.corp.example', 'files.corp.example'],
    ],
    [
      'poetry.lock',
      '[package.source]\ntype = "legacy"\nurl = "https://pypi.corp.example/simple"\n',
      ['pypi.corp.example'],
    ],
    [
      'pyproject.toml',
      '[project.urls]\nHomepage = "https://home.example"\n[[tool.uv.index]]\nurl = "https://pypi.corp.example/simple"\n',
      ['pypi.corp.example'],
    ],
    [
      'requirements.txt',
      '# see https://docs.example\n--extra-index-url https://pypi.corp.example/simple\nb @ git+https://github.com/o/b@v1\n',
      ['pypi.corp.example', 'github.com', 'codeload.github.com'],
    ],
    [
      'Cargo.lock',
      'source = "registry+https://github.com/rust-lang/crates.io-index"\nsource = "sparse+https://cargo.corp.example/index/"\n',
      ['cargo.corp.example'],
    ],
    [
      'Gemfile.lock',
      'GEM\n  remote: https://rubygems.org/\n  remote: https://gems.corp.example/\n',
      ['gems.corp.example'],
    ],
    [
      'composer.lock',
      '{ "packages": [{ "dist": { "type": "zip", "url": "https://php.corp.example/a.zip" }, "homepage": "https://home.example" }] }',
      ['php.corp.example'],
    ],
    [
      'NuGet.Config',
      '<packageSources><add key="corp" value="https://nuget.corp.example/v3/index.json" /></packageSources>',
      ['nuget.corp.example'],
    ],
    [
      'pom.xml',
      '<url>https://home.example</url><repositories><repository><id>c</id><url>https://mvn.corp.example/m2</url></repository></repositories>',
      ['mvn.corp.example'],
    ],
    ['build.gradle.kts', 'repositories { maven { url = uri("https://mvn.corp.example/m2") } }', ['mvn.corp.example']],
    [
      'gradle/wrapper/gradle-wrapper.properties',
      'distributionUrl=https\\://dist.corp.example/gradle-8.zip\n',
      ['dist.corp.example'],
    ],
    [
      'package-lock.json',
      '{ "resolved": "http://127.0.0.1:4873/a.tgz" } { "resolved": "http://localhost:4873/b.tgz" }',
      [],
    ],
  ])('are in %s where it says where packages come from: %#', (file, text, domains) => {
    expect(named(file, text)).toEqual(domains);
  });
});

describe('registries that a person has configured', () => {
  it('are those of variables and of settings, handed on without names and passwords', async () => {
    const env = {
      PIP_INDEX_URL: 'https://me:secret@pypi.corp.example/simple',
      GOPROXY: 'https://go.corp.example|direct',
    };
    const files: Record<string, string> = {
      '.npmrc': 'registry=https://npm.corp.example/\n//npm.corp.example/:_authToken=secret\n',
      '.config/pip/pip.conf':
        '[global]\nindex-url = https://other.example/simple\nextra-index-url = https://x:secret@extra.example/simple\n',
      '.m2/settings.xml': '<mirrors><mirror><id>c</id><url>https://mvn.corp.example/m2</url></mirror></mirrors>',
      '.cargo/config.toml': '[source.corp]\nregistry = "sparse+https://cargo.corp.example/index/"\n',
    };
    const own = await ownRegistries(env, async (file) => files[file]);
    expect(own).toEqual({
      domains: [
        'npm.corp.example',
        'pypi.corp.example',
        'extra.example',
        'go.corp.example',
        'cargo.corp.example',
        'mvn.corp.example',
      ],
      env: {
        npm_config_registry: 'https://npm.corp.example/',
        PIP_INDEX_URL: 'https://pypi.corp.example/simple',
        PIP_EXTRA_INDEX_URL: 'https://extra.example/simple',
        GOPROXY: 'https://go.corp.example|direct',
      },
    });
    expect(await ownRegistries({}, async () => undefined)).toEqual({ domains: [], env: {} });
  });
});

describe('a plan', () => {
  it.each([
    ['package.json', ['package.json'], true],
    ['package-lock.json', ['package.json'], true],
    ['package-lock.json', ['pyproject.toml'], false],
    ['package.json', ['package-lock.json'], false],
    ['.npmrc', ['package.json'], false],
    ['web/package.json', ['package.json'], false],
    ['go.sum', ['go.mod'], true],
  ])('names %s by %j: %s', (file, planned, is) => {
    expect(isPlanned(installFiles([file])[0]!, planned)).toBe(is);
  });
});
