import type { Found, Top } from './found.js';

const STATICCHECK = 'honnef.co/go/tools/cmd/staticcheck';

export function goStack({ names, texts }: Top): Found[] | undefined {
  const manifest = texts.get('go.mod');
  if (manifest === undefined) return undefined;
  return [
    ...(names.includes('go.sum') ? [['setup', 'go mod download', 'go.sum'] satisfies Found] : []),
    ['test', 'go test ./...', 'go.mod'],
    ['testFile', 'go test', 'go.mod'],
    linter(names, manifest),
    ['coverage', 'go test -cover ./...', 'go.mod'],
  ];
}

function linter(names: string[], manifest: string): Found {
  const settings = names.find((name) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(name));
  if (settings) return ['lint', 'golangci-lint run --output.sarif.path {sarif} ./...', settings];
  const tools = [...manifest.matchAll(/^\s*(?:tool\s+)?(\S+)$/gm)].map(([, tool]) => tool);
  return ['lint', tools.includes(STATICCHECK) ? 'go vet ./... && go tool staticcheck ./...' : 'go vet ./...', 'go.mod'];
}
