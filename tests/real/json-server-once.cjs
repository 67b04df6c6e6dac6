// A middleware for json-server: `json-server --middlewares json-server-once.cjs db.json`.
//
// json-server answers 500 to an id that is there already, which a client must take for "may work later".
// This says 409, and with what is there: a creation that comes again has happened.

const http = require('node:http');

module.exports = (request, response, next) => {
  const { id } = request.body ?? {};
  if (request.method !== 'POST' || id === undefined) return next();
  const address = `http://${request.headers.host}${request.path}/${encodeURIComponent(id)}`;
  http.get(address, (there) => {
    if (there.statusCode === 200) response.status(409);
    else return there.resume(), next();
    there.pipe(response);
  });
};
