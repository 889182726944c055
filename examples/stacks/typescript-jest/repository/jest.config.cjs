module.exports = {
  transform: { '\\.ts$': '@swc/jest' },
  collectCoverageFrom: ['src/**/*.ts'],
};
