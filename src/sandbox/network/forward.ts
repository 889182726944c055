import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as secureRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { HTTP, type Target, targetOf, type Way } from './domains.js';
import { upstreamFor } from './upstream.js';

/** Of one connection; a proxy has its own. */
const HOP = /^(?:proxy-.*|connection|keep-alive|upgrade|te|trailer)$/;

const passed = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.test(name)));

/**
 * A plain request, to the site of its URL; through a tunnel to `site`, to that one and no other. The site hears the name
 * that was looked at as its Host.
 */
export async function forward(
  { asked, answer, site }: { asked: IncomingMessage; answer: ServerResponse; site?: Target | undefined },
  { reach, refuse }: Way,
): Promise<void> {
  const { method = 'GET', headers } = asked;
  const url = site ? `http://${headers.host}${asked.url}` : (asked.url ?? '');
  const target = url.startsWith('http://') ? targetOf(url, HTTP) : undefined;
  const other = site && (target?.host !== site.host || target.port !== site.port);
  if (other) refuse(`${site.host}:${site.port} was asked for as "${headers.host}"`);
  const found = other ? { problem: 'that is another host' } : await reach(target, true);
  if ('problem' in found) return void answer.writeHead(403).end(`${found.problem}\n`);
  const { pathname, search, host } = new URL(url);
  const upstream = upstreamFor(target!, true);
  const to = upstream
    ? { host: upstream.host, port: upstream.port, path: `http://${host}${pathname}${search}` }
    : { host: found.address, port: target!.port, path: pathname + search };
  const onward = (upstream?.secure ? secureRequest : request)(
    { ...to, method, headers: { ...passed(headers), ...upstream?.headers, host } },
    (reply) => {
      try {
        answer.writeHead(reply.statusCode ?? 502, passed(reply.headers));
      } catch {
        // A site may say what no server may.
        onward.destroy();
        return void answer.destroy();
      }
      pipeline(reply, answer, () => undefined);
    },
  );
  onward.on('error', () => answer.destroy());
  answer.once('close', () => onward.destroy());
  pipeline(asked, onward, () => undefined);
}
