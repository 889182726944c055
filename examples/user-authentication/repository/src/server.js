import { createApp } from './app.js';
import { loadConfig } from './config.js';

const config = loadConfig(process.env);

createApp({ config }).listen(config.port, '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${config.port}`);
});
