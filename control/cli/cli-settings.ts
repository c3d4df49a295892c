// Where the control plane is, and what proves that the caller is an operator.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError, exitCodes } from './cli-error.ts'

export type CliSettings = {
  readonly url: string
  readonly urlOrigin: string
  readonly token: string
  readonly tokenOrigin: string
}

type Environment = { readonly [name: string]: string | undefined }

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Option over environment over what `npm start` keeps.
 * @throws CliError with exit code 78
 */
export function readCliSettings(urlOption: string | undefined, environment: Environment): CliSettings {
  const { url, urlOrigin } = urlFrom(urlOption, environment)
  const { token, tokenOrigin, isLocal } = tokenFrom(environment)
  if (isLocal && !loopback.has(new URL(url).hostname)) {
    throw bad('The token of this machine is not sent to another', {
      detail: `${tokenOrigin} belongs to the control plane of this machine, ${url} is elsewhere.`,
      hint: 'Set OPERATOR_TOKEN to the token of that control plane.',
    })
  }
  return { url, urlOrigin, token, tokenOrigin }
}

function urlFrom(option: string | undefined, environment: Environment) {
  const { BANYAN_URL, CONTROL_PORT } = environment
  const [url, urlOrigin] =
    option !== undefined
      ? [option, '--url']
      : BANYAN_URL
        ? [BANYAN_URL, 'BANYAN_URL']
        : [`http://127.0.0.1:${CONTROL_PORT || '8090'}`, CONTROL_PORT ? 'CONTROL_PORT' : 'default']
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw bad('The address of the control plane is none', {
      detail: `${urlOrigin} is ${JSON.stringify(url)}.`,
      hint: 'Give it like http://127.0.0.1:8090',
    })
  }
  return { url: new URL(url).origin, urlOrigin }
}

function tokenFrom(environment: Environment): { token: string; tokenOrigin: string; isLocal: boolean } {
  const { OPERATOR_TOKEN, OPERATOR_TOKEN_FILE, BANYAN_HOME } = environment
  if (OPERATOR_TOKEN) return { token: OPERATOR_TOKEN, tokenOrigin: 'OPERATOR_TOKEN', isLocal: false }
  if (OPERATOR_TOKEN_FILE) {
    const token = read(OPERATOR_TOKEN_FILE).trim()
    return { token, tokenOrigin: `OPERATOR_TOKEN_FILE ${OPERATOR_TOKEN_FILE}`, isLocal: false }
  }
  const file = join(BANYAN_HOME ?? join(projectRoot, '.banyan'), 'secrets.json')
  if (!existsSync(file)) {
    throw bad('There is no operator token', {
      detail: `Neither OPERATOR_TOKEN nor ${file} is there.`,
      hint: 'Run npm start once, which makes one, or set OPERATOR_TOKEN.',
    })
  }
  return { token: tokenIn(file), tokenOrigin: file, isLocal: true }
}

function tokenIn(file: string): string {
  try {
    const { operatorToken } = JSON.parse(read(file)) as { operatorToken?: unknown }
    if (typeof operatorToken === 'string' && operatorToken !== '') return operatorToken
  } catch (cause) {
    if (cause instanceof CliError) throw cause
  }
  throw bad('The operator token cannot be read', {
    detail: `${file} holds no operatorToken.`,
    hint: 'Set OPERATOR_TOKEN, or let npm start make the file anew.',
  })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'error'
    throw bad('The operator token cannot be read', {
      detail: `${file}: ${why}`,
      hint: 'May you read the file?',
    })
  }
}

function bad(title: string, { detail, hint }: { detail: string; hint: string }): CliError {
  return new CliError(title, { detail, hint, exitCode: exitCodes.configuration })
}
