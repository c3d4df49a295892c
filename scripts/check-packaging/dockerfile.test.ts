import { readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { contextFiles, readIgnoreFile } from './build-context.ts'
import { type Instruction, type Stage, stagesOf } from './dockerfile.ts'

type Image = { readonly dockerfile: string; readonly ignoreFile: string; readonly context: string }

const images: readonly Image[] = [
  { dockerfile: 'Dockerfile', ignoreFile: '.dockerignore', context: '.' },
  {
    dockerfile: 'deploy/suite/Dockerfile',
    ignoreFile: 'deploy/suite/Dockerfile.dockerignore',
    context: 'suite',
  },
]
const [banyan, suite] = images as [Image, Image]

const packages = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>
}

function stages({ dockerfile }: Image): readonly Stage[] {
  return stagesOf(readFileSync(dockerfile, 'utf8'))
}

function last(image: Image, keyword: string): Instruction | undefined {
  return stages(image)
    .at(-1)
    ?.instructions.findLast((i) => i.keyword === keyword)
}

function filesOf({ context, ignoreFile }: Image): readonly string[] {
  return contextFiles(context, readIgnoreFile(ignoreFile))
}

describe.each(images)('$dockerfile', (image) => {
  test('holds no mistake that the linter knows', () => {
    expect(validate(readFileSync(image.dockerfile, 'utf8'))).toEqual([])
  })

  test('every stage starts from the pinned Node, the one that package.json pins', () => {
    const pinned = `node:${packages.devDependencies.node}-bookworm-slim`
    expect(stages(image).map((stage) => stage.image)).toEqual([pinned, pinned])
  })

  test('installs by lock file, without development packages and without install scripts', () => {
    const npm = stages(image).flatMap((s) => s.instructions.filter((i) => i.text.startsWith('npm ')))
    expect(npm.map((i) => i.words)).toEqual([
      ['npm', 'ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
    ])
  })

  test('runs as an account without rights, named by number so that a cluster can check it', () => {
    expect(last(image, 'USER')?.text).toBe('1000:1000')
  })

  test('Node is process 1: exec form everywhere, no shell that would keep a signal to itself', () => {
    expect(last(image, 'ENTRYPOINT')?.exec).toEqual(['node', '--no-warnings'])
    expect(last(image, 'CMD')?.exec).toHaveLength(1)
    expect(last(image, 'HEALTHCHECK')?.exec?.[0]).toBe('node')
  })

  test('only /data is written to', () => {
    expect(last(image, 'VOLUME')?.text).toBe('/data')
  })

  test('the ignore file keeps secrets, local data and installed packages out', () => {
    const rules = readIgnoreFile(image.ignoreFile)
    const leaks = ['.env', '.git/config', '.banyan/secrets.json', '.npmrc', 'node_modules/pg/package.json']
    expect(leaks.filter((path) => !rules.ignores(path))).toEqual([])
  })

  test('no test gets into the image', () => {
    expect(filesOf(image).filter((path) => /\.(test|suite)\.m?[jt]s$/.test(path))).toEqual([])
  })
})

test('the image of Banyan holds the start script of every process, and nothing of the GPL suite', () => {
  const files = filesOf(banyan)
  expect(files).toEqual(
    expect.arrayContaining([
      'facade/main.ts',
      'facade/parent.ts',
      'control/main.ts',
      'services/new/main.ts',
      'flags/main.ts',
      'LICENSE',
    ]),
  )
  expect(files.filter((path) => path.startsWith('suite/'))).toEqual([])
})

test('the image of the suite holds nothing of Banyan, and its licence', () => {
  expect(suite.context).toBe('suite')
  expect(filesOf(suite)).toEqual(expect.arrayContaining(['main.mjs', 'LICENSE', 'package-lock.json']))
})

test('npm ci works on a clean machine: the lock names the optional packages of every platform', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(lock.packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`${at}/node_modules/${name}` in lock.packages) && !(`node_modules/${name}` in lock.packages),
    ),
  )
  expect(missing).toEqual([])
})
