/**
 * Channel of PostgreSQL's NOTIFY on which a rebuilt service tells, with the commit that changes them, that
 * the data of a capability are not what they were. The payload is the capability.
 */
export const dataChangesChannel = 'banyan_data_changes'

/**
 * Channel on which a façade tells all of them that the suite's data have changed. The payload is the
 * capability, or `*`.
 */
export const suiteChangesChannel = 'banyan_suite_changes'
