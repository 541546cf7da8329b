// Makes the one native part of the PDS, better-sqlite3, unless it works already; it runs in the
// folder with the packages.
//
// Its own script takes a prebuilt binary where one can be fetched and compiles otherwise. For
// compiling, Node's headers are taken from beside Node itself when they are there, so that nothing
// has to be fetched at all.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const here = process.cwd()

const works = () =>
  spawnSync(process.execPath, ['-e', 'new (require("better-sqlite3"))(":memory:")'], { cwd: here })
    .status === 0

if (works()) {
  process.exit(0)
}
const prefix = resolve(process.execPath, '..', '..')
const env = { ...process.env, npm_config_ignore_scripts: 'false' }
if (existsSync(join(prefix, 'include', 'node', 'node_api.h'))) {
  env.npm_config_nodedir = prefix
  env.npm_config_build_from_source = 'true'
}
const module = dirname(createRequire(join(here, 'package.json')).resolve('better-sqlite3/package.json'))
console.error('building better-sqlite3, a minute or two ...')
const built = spawnSync('npm', ['run', 'install', '--silent'], { cwd: module, env, stdio: ['ignore', 2, 2] })
if (built.status !== 0 || !works()) {
  console.error('better-sqlite3 could not be built: it needs a C++ compiler, make and python3')
  process.exit(1)
}
