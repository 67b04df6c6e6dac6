// Debian's nginx before a server, without TLS, in a folder of the test's own.
//
//   const gateway = await startNginx(backend.base, 'limit_req zone=all;');
//   gateway.cut(true);      // every connection ends without an answer: `return 444`

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { temporary } from '../../packaging/projects.mjs';
import { endsWithUs } from './child.mjs';
import { freePort, listening } from './port.mjs';

/** `settings` are nginx directives for the one location there is. */
export async function startNginx(target, settings = '') {
  const dir = temporary('nginx');
  const flag = path.join(dir, 'cut');
  const port = await freePort();
  fs.writeFileSync(path.join(dir, 'nginx.conf'), `
    daemon off; master_process off; pid nginx.pid; error_log stderr crit;
    events { worker_connections 256; }
    http {
      log_format short '$status $request_method $uri';
      access_log access.log short;
      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
      limit_req_zone $server_port zone=all:1m rate=5r/s;
      limit_req_status 429;
      server {
        listen 127.0.0.1:${port};
        location / {
          if (-f ${flag}) { return 444; }
          proxy_pass ${target};
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          ${settings}
        }
      }
    }`);
  const program = process.env.TUIKE_NGINX ?? 'nginx';
  const child = spawn(program, ['-p', dir, '-e', 'stderr', '-c', path.join(dir, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = endsWithUs(child);
  await listening(port, ended);
  return {
    base: `http://127.0.0.1:${port}`,
    /** `429 POST /api/v1/orders`: what it answered, line by line. */
    answered: () => fs.readFileSync(path.join(dir, 'access.log'), 'utf8').trim().split('\n'),
    cut: (on) => (on ? fs.writeFileSync(flag, '') : fs.rmSync(flag, { force: true })),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
