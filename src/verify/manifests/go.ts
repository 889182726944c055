import type { Found, Top } from './found.js';

/** Set-up builds it, which takes longer than a check may. */
const STATICCHECK = {
  module: 'honnef.co/go/tools/cmd/staticcheck',
  setup: 'go mod download && go tool staticcheck -version',
  lint: 'go vet ./... && go tool staticcheck ./...',
};

export function goStack({ names, texts }: Top): Found[] | undefined {
  const manifest = texts.get('go.mod');
  if (manifest === undefined) return undefined;
  const tools = [...manifest.matchAll(/^\s*(?:tool\s+)?(\S+)$/gm)].map(([, tool]) => tool);
  const staticcheck = tools.includes(STATICCHECK.module);
  const setup = staticcheck ? STATICCHECK.setup : 'go mod download';
  const golangci = names.find((name) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(name));
  return [
    ...(names.includes('go.sum') ? [['setup', setup, 'go.sum'] satisfies Found] : []),
    ['test', 'go test ./...', 'go.mod'],
    ['testFile', 'go test', 'go.mod'],
    golangci
      ? ['lint', 'golangci-lint run --output.sarif.path {sarif} ./...', golangci]
      : ['lint', staticcheck ? STATICCHECK.lint : 'go vet ./...', 'go.mod'],
    ['coverage', 'go test -cover ./...', 'go.mod'],
  ];
}
