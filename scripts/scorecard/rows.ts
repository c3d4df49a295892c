import type { Row } from './row.ts'
import { faultRows } from './rows/fault-rows.ts'

/** Every row, in the order of running. */
export const rows: readonly Row[] = [...faultRows]
