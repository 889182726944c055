export * from '../../scripts/chaos/checkout.js';
