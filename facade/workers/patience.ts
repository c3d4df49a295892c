// How long parent and workers wait for each other, milliseconds. Together less than the 30 s that a
// container is given.

/** A replaced worker's idle connections may bring one more request for so long. */
export const lingerMs = 8_000
/** A worker that has been told to go cuts then what still runs. */
export const cutMs = 18_000
/** A worker that has not ended by then is killed. */
export const killAfterMs = 22_000
/** A worker that is not ready by then is killed. */
export const startWithinMs = 30_000
/** A worker that does not answer the parent by then is left out of the answer. */
export const answerWithinMs = 2_000
/** A worker that has lived so long is not part of a crash loop. */
export const steadyMs = 10_000
