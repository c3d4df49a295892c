import type { Row } from './row.ts'
import { aftermathRow } from './rows/aftermath-row.ts'
import { databaseRows } from './rows/database-rows.ts'
import { faultRows } from './rows/fault-rows.ts'
import { flagRows } from './rows/flag-rows.ts'
import { flipRow } from './rows/flip-row.ts'
import { identityRow } from './rows/identity-row.ts'
import { kafkaRow } from './rows/kafka-row.ts'
import { loadRows } from './rows/load-rows.ts'
import { processRows } from './rows/process-rows.ts'
import { restartRow } from './rows/restart-row.ts'
import { settingsRow } from './rows/settings-row.ts'
import { sideAwayRows } from './rows/side-away-rows.ts'
import { slowClientsRow } from './rows/slow-clients-row.ts'

/** Every row, in the order of running. */
export const rows: readonly Row[] = [
  ...faultRows,
  aftermathRow,
  ...sideAwayRows,
  ...flagRows,
  flipRow,
  ...processRows,
  ...databaseRows,
  kafkaRow,
  identityRow,
  settingsRow,
  restartRow,
  slowClientsRow,
  ...loadRows,
]
