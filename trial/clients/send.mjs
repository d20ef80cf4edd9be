// SPDX-License-Identifier: Apache-2.0
// Sends the documents of a file, one a line, by Elasticsearch's own client, as an application does,
// and says what became of them:
//   node send.mjs ADDRESS TOKEN FILE [CERTIFICATE]
import { readFile } from 'node:fs/promises'
import { Client } from '@elastic/elasticsearch'

const [node, token, file, certificate] = process.argv.slice(2)
const client = new Client({
  node,
  auth: { apiKey: { id: 'shirube', api_key: token } },
  tls: certificate === undefined ? undefined : { ca: await readFile(certificate, 'utf8') },
})
const documents = (await readFile(file, 'utf8'))
  .split('\n')
  .filter((line) => line.length > 0)
  .map((line) => JSON.parse(line))
const info = await client.info()
console.log(`version ${info.version.number}`)
const result = await client.helpers.bulk({
  datasource: documents,
  flushBytes: 20_000,
  concurrency: 2,
  onDocument: () => ({ create: { _index: 'trial' } }),
})
console.log(`acknowledged ${result.successful} failed ${result.failed}`)
