/** The Temporal CLI and its development server, for people and tests that have none running. */
export { findTemporal } from './temporal/find.js';
export { runningServer, startServer } from './temporal/server.js';
export type { Server, ServerOptions } from './temporal/server.js';
