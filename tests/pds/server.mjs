// A real Bluesky server on loopback: the directory of identities and one PDS, with empty stores. It
// runs in the folder with the packages.
//
// Prints one line of JSON when both answer, {"pds": "http://...", "plc": "http://..."}, and ends,
// leaving nothing behind, when its standard input closes.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(join(process.cwd(), 'package.json'))
const { PlcServer, Database } = require('@did-plc/server')
const { PDS, envToCfg, envToSecrets, readEnv } = require('@atproto/pds')

const HOST = '127.0.0.1'

// Both servers would listen on every interface of the machine.
const onLoopback = (app) => {
  app.listen = (port) => http.createServer(app).listen(port, HOST)
}

// The PDS writes its own address into each account, so it has to know its port beforehand.
const freePort = () =>
  new Promise((done) => {
    const probe = net.createServer().listen(0, HOST, () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

const plc = PlcServer.create({ db: Database.mock(), port: 0 })
onLoopback(plc.app)
const directory = await plc.start()
const plcPort = directory.address().port

const folder = mkdtempSync(join(tmpdir(), 'campaign-pds-'))
const port = await freePort()
Object.assign(process.env, {
  PDS_PORT: String(port),
  PDS_HOSTNAME: 'localhost',
  PDS_DEV_MODE: 'true',
  PDS_DATA_DIRECTORY: folder,
  PDS_BLOBSTORE_DISK_LOCATION: join(folder, 'blobs'),
  PDS_BLOBSTORE_DISK_TMP_LOCATION: join(folder, 'blobs-tmp'),
  PDS_DID_PLC_URL: `http://${HOST}:${plcPort}`,
  PDS_JWT_SECRET: randomBytes(16).toString('hex'),
  PDS_ADMIN_PASSWORD: randomBytes(16).toString('hex'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
  PDS_INVITE_REQUIRED: 'false',
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_BSKY_APP_VIEW_URL: `http://${HOST}:${plcPort}`,
  PDS_BSKY_APP_VIEW_DID: 'did:example:nobody',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_CRAWLERS: '',
  LOG_ENABLED: 'false',
})
const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
onLoopback(pds.app)
await pds.start()

console.log(JSON.stringify({ pds: `http://${HOST}:${port}`, plc: `http://${HOST}:${plcPort}` }))

const end = () => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}
process.stdin.on('end', end).on('error', end).resume()
process.on('SIGTERM', end)
