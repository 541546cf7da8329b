// One client posts a picture with its alt text, reads it back and deletes it.
// node run.mjs <client> <server> <picture> <text> <alt>; prints what was read back, as JSON.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const [client, server, path, text, alt] = process.argv.slice(2);
const { journey } = await import(`./${client}.mjs`);
const picture = readFileSync(path);

// The picture as the network serves it, by its hash.
const seen = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return createHash('sha256').update(Buffer.from(await answer.arrayBuffer())).digest('hex');
};

// Whether asking for what was deleted is refused or finds nothing.
const isGone = async (ask) => {
  try {
    return !(await ask());
  } catch (error) {
    const status = error.statusCode ?? error.status ?? error.code ?? error.response?.status;
    return [400, 404, '404'].includes(status) ? true : Promise.reject(error);
  }
};

const read = await journey({ server, path, picture, text, alt, seen, isGone });
process.stdout.write(`${JSON.stringify(read)}\n`);
