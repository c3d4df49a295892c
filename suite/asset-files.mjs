// Images of the suite as plain files in its data folder; previews are the originals, nothing is resized.
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** URL path under which the images are served. */
export const assetRoute = '/assets'

/** Vendure's asset storage strategy over one flat folder. */
export function createAssetFiles(folder) {
  const pathOf = (identifier) => join(folder, identifier.replaceAll(/[\\/]/g, '-'))
  return {
    init: () => mkdir(folder, { recursive: true }),
    async writeFileFromBuffer(fileName, data) {
      await writeFile(pathOf(fileName), data)
      return fileName
    },
    async writeFileFromStream(fileName, data) {
      await pipeline(data, createWriteStream(pathOf(fileName)))
      return fileName
    },
    readFileToBuffer: (identifier) => readFile(pathOf(identifier)),
    readFileToStream: async (identifier) => createReadStream(pathOf(identifier)),
    deleteFile: (identifier) => rm(pathOf(identifier), { force: true }),
    fileExists: (fileName) =>
      access(pathOf(fileName)).then(
        () => true,
        () => false,
      ),
    toAbsoluteUrl: (request, identifier) =>
      `${request.protocol}://${request.get('host')}${assetRoute}/${encodeURIComponent(identifier)}`,
  }
}

/** Vendure's asset preview strategy that keeps the picture as it is. */
export const keepOriginal = { generatePreviewImage: async (_context, _mimeType, data) => data }
