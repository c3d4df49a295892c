// A Dockerfile as plain data: stages and their instructions, in order.
import {
  DockerfileParser,
  ModifiableInstruction,
  type Instruction as Parsed,
  PropertyInstruction,
} from 'dockerfile-ast'

export type Instruction = {
  /** In capitals. */
  readonly keyword: string
  /** Everything behind the keyword and its flags, on one line. */
  readonly text: string
  readonly words: readonly string[]
  /** `--name=value` between keyword and text. */
  readonly flags: { readonly [name: string]: string }
  /** The strings of the exec form, null for the shell form. */
  readonly exec: readonly string[] | null
  /** `NAME=value` pairs of ENV and LABEL. */
  readonly pairs: { readonly [name: string]: string }
}

export type Stage = {
  readonly image: string
  readonly name: string | null
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile, first to last; the last one is the image. */
export function stagesOf(dockerfile: string): readonly Stage[] {
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = []
  for (const parsed of DockerfileParser.parse(dockerfile).getInstructions()) {
    const instruction = instructionOf(parsed)
    if (instruction.keyword === 'FROM') {
      const [image = '', as, name] = instruction.words
      stages.push({ image, name: as?.toUpperCase() === 'AS' ? (name ?? null) : null, instructions: [] })
    } else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

function instructionOf(parsed: Parsed): Instruction {
  const text = (parsed.getArgumentsContent() ?? '').replace(/\s+/g, ' ')
  const exec = /(\[.*\])$/.exec(text)?.[1]
  return {
    keyword: parsed.getKeyword(),
    text,
    words: text.split(' '),
    flags: parsed instanceof ModifiableInstruction ? flagsOf(parsed) : {},
    exec: exec === undefined ? null : (JSON.parse(exec) as string[]),
    pairs: parsed instanceof PropertyInstruction ? pairsOf(parsed) : {},
  }
}

function flagsOf(parsed: ModifiableInstruction): Instruction['flags'] {
  return Object.fromEntries(parsed.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? '']))
}

function pairsOf(parsed: PropertyInstruction): Instruction['pairs'] {
  return Object.fromEntries(parsed.getProperties().map((pair) => [pair.getName(), pair.getValue() ?? '']))
}
