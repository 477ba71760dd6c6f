// A receiver for hookme:  WEBHOOK_SECRET=whsec_… PORT=4010 node receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

const secrets = process.env.WEBHOOK_SECRET.split(/\s+/).filter(Boolean)
  .map(secret => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
const tolerance = 300 // seconds
const maxBytes = 64 << 20
const done = new Set() // of webhook-ids. Yours belong into your database, in the transaction of the work.

function isGenuine(headers, body) {
  const [id, sent, given] = ['id', 'timestamp', 'signature'].map(name => headers[`webhook-${name}`] ?? '')
  if (!id || !/^[0-9]{1,11}$/.test(sent) || Math.abs(Date.now() / 1000 - Number(sent)) > tolerance) return false
  const signatures = given.split(' ').filter(one => one.startsWith('v1,')).map(one => Buffer.from(one.slice(3)))
  const codes = secrets.map(secret =>
    Buffer.from(createHmac('sha256', secret).update(`${id}.${sent}.`).update(body).digest('base64')))
  return codes.some(code => signatures.some(one => one.length === code.length && timingSafeEqual(one, code)))
}

function receive(headers, bytes) {
  let body = bytes // a Buffer: what is signed, and not what a parser makes of it
  if (headers['content-encoding'] === 'gzip') {
    try { body = gunzipSync(bytes, { maxOutputLength: maxBytes }) } catch { return 400 }
  }
  if (!isGenuine(headers, body)) return 401
  const id = headers['webhook-id']
  if (!done.has(id)) {
    const payload = JSON.parse(body)
    console.log('done', id, payload.repository) // the work
    done.add(id) // after it, so that what fails is sent again
  }
  return 204
}

createServer(async (request, response) => {
  try {
    if (!(Number(request.headers['content-length']) <= maxBytes)) return response.writeHead(413).end()
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    response.writeHead(receive(request.headers, Buffer.concat(chunks))).end()
  } catch (error) {
    console.error(error)
    response.writeHead(500).end()
  }
}).listen(Number(process.env.PORT ?? 4010), '127.0.0.1')
