export * from '../../scripts/swarm.js';
