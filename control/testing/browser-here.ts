/** Why no browser runs on this machine; null where one does. The one of the install is for Linux on x64. */
export const noBrowserHere: string | null =
  process.env.BROWSER_PATH || (process.platform === 'linux' && process.arch === 'x64')
    ? null
    : `the install has no browser for ${process.platform}-${process.arch}; set BROWSER_PATH to a Chrome`
