import htm from 'htm'
import { h, type VNode } from 'preact'

type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => VNode

/** Markup as a tagged template: what JSX would be, without a build. Values are escaped by Preact. */
export const html: Tag = (htm as unknown as { bind(create: typeof h): Tag }).bind(h)
