export { tearDown as default } from './suite-setup.mjs'
