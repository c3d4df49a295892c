// Banyan's own processes in docker-compose.yml, as a list that a reader and the tests can see.

export type ComposeProcess = {
  /** Service in docker-compose.yml. */
  readonly name: 'facade' | 'control' | 'services'
  readonly command: readonly [script: string]
}

/** In the order of the compose file. */
export const composeProcesses: readonly ComposeProcess[] = [
  { name: 'facade', command: ['facade/parent.ts'] },
  { name: 'control', command: ['control/main.ts'] },
  { name: 'services', command: ['services/new/main.ts'] },
]
