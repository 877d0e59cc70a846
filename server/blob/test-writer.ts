import { folderBlobs } from './folder-blobs.ts'

/** A process that writes objects of 200 kB one after the other and names each once it is written, until it is killed. */
const [folder = ''] = process.argv.slice(2)
const blobs = folderBlobs(folder)
for (let number = 0; ; number++) {
  const name = `checks/c1/face-r1/${String(number).padStart(6, '0')}`
  await blobs.put(name, Buffer.alloc(200_000, number % 251))
  process.stdout.write(`${name}\n`)
}
