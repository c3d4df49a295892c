// Does what a Dockerfile says, in folders instead of layers: enough to run an image's commands here.
import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Instruction, Stage } from './dockerfile.ts'

const run = promisify(execFile)

export type Context = { readonly folder: string; readonly files: readonly string[] }

export type BuiltImage = {
  /** Where the image's working directory is here. */
  readonly folder: string
  readonly environment: { readonly [name: string]: string }
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly healthcheck: readonly string[]
  /** RUN lines that need a real container: they were not run. */
  readonly notRun: readonly string[]
}

type Building = {
  root: string
  workdir: string
  environment: { [name: string]: string }
  user: string
  entrypoint: readonly string[]
  command: readonly string[]
  healthcheck: readonly string[]
  notRun: string[]
}

/**
 * Builds every stage in a folder of its own.
 * @param target an empty folder
 * @throws Error at an instruction that this does not know, so that none is silently left out
 */
export async function buildImageFolder(
  stages: readonly Stage[],
  context: Context,
  target: string,
): Promise<BuiltImage> {
  const built = new Map<string, Building>()
  let last: Building | null = null
  for (const [index, stage] of stages.entries()) {
    last = newBuilding(join(target, String(index)))
    for (const instruction of stage.instructions) await follow(instruction, last, { context, built })
    built.set(stage.name ?? String(index), last)
  }
  if (last === null) throw new Error('A Dockerfile without a stage')
  const { root, workdir, ...rest } = last
  return { ...rest, folder: join(root, workdir) }
}

function newBuilding(root: string): Building {
  mkdirSync(root, { recursive: true })
  // Another account runs what is built.
  chmodSync(root, 0o755)
  return {
    root,
    workdir: '/',
    environment: {},
    user: 'root',
    entrypoint: [],
    command: [],
    healthcheck: [],
    notRun: [],
  }
}

type Sources = { readonly context: Context; readonly built: ReadonlyMap<string, Building> }

async function follow(instruction: Instruction, at: Building, sources: Sources): Promise<void> {
  const { keyword, words, exec, pairs, text } = instruction
  switch (keyword) {
    case 'WORKDIR':
      at.workdir = words[0] ?? '/'
      mkdirSync(join(at.root, at.workdir), { recursive: true })
      return
    case 'ENV':
      Object.assign(at.environment, pairs)
      return
    case 'COPY':
      return copy(instruction, at, sources)
    case 'RUN':
      return runLine(text, at)
    case 'USER':
      at.user = words[0] ?? 'root'
      return
    case 'ENTRYPOINT':
      at.entrypoint = exec ?? []
      return
    case 'CMD':
      at.command = exec ?? []
      return
    case 'HEALTHCHECK':
      at.healthcheck = exec ?? []
      return
    case 'LABEL':
    case 'EXPOSE':
    case 'VOLUME':
      return
    default:
      throw new Error(`${keyword} is not known here: teach scripts/check-packaging/image-folder.ts`)
  }
}

function copy({ words, flags }: Instruction, at: Building, { context, built }: Sources): void {
  const to = join(at.root, at.workdir, words.at(-1) ?? '.')
  const wanted = words.slice(0, -1)
  if (flags.from !== undefined) {
    const stage = built.get(flags.from)
    if (!stage) throw new Error(`There is no stage ${flags.from}`)
    for (const from of wanted) cpSync(join(stage.root, from), to, { recursive: true, verbatimSymlinks: true })
    return
  }
  const files = context.files.filter((file) => wanted.includes('.') || wanted.includes(file))
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    copyFileSync(join(context.folder, file), join(to, file))
  }
}

/** Only what npm does can be done outside a container. */
async function runLine(line: string, at: Building): Promise<void> {
  if (!line.startsWith('npm ')) {
    at.notRun.push(line)
    return
  }
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  await run('sh', ['-c', line], {
    cwd: join(at.root, at.workdir),
    env: { ...process.env, ...at.environment, PATH: path, NODE_OPTIONS: '' },
    maxBuffer: 16 << 20,
  })
}
