import { z } from 'zod';
import { DOMAIN } from '../../types.js';

/** Of PIV_INNER_DOMAINS: which domains may lie in the worker's own network, separated by commas. */
export const innerDomainsSchema = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((domain) => domain.trim())
      .filter(Boolean),
  )
  .pipe(
    z.array(
      z
        .string()
        .regex(/^(?!\*)/, 'names domains one by one, without "*."')
        .regex(DOMAIN, 'lists domains, like registry.example.org,npm.example.org:8443'),
    ),
  );
