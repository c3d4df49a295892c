// Vendure's configuration for the bundled suite.
import {
  DefaultSchedulerPlugin,
  DefaultSearchPlugin,
  dummyPaymentHandler,
  LanguageCode,
  LogLevel,
} from '@vendure/core'
import { InMemoryJobQueueStrategy } from '@vendure/core/dist/job-queue/in-memory-job-queue-strategy.js'
import express from 'express'
import { assetRoute, createAssetFiles, keepOriginal } from './asset-files.mjs'
import { sampleImages } from './sample-catalogue.mjs'
import { SqliteDriver } from './sqlite-driver.mjs'

const identifier = 'superadmin'

/** Warnings and errors on stderr; the rest is silence. */
const quietLogger = {
  error: (message, context) => process.stderr.write(`suite: error: [${context ?? ''}] ${message}\n`),
  warn: (message, context) => process.stderr.write(`suite: warning: [${context ?? ''}] ${message}\n`),
  info: () => undefined,
  verbose: () => undefined,
  debug: () => undefined,
  setDefaultContext: () => undefined,
  level: LogLevel.Warn,
}

function storeOptions(database) {
  return {
    type: 'better-sqlite3',
    driver: SqliteDriver,
    database,
    synchronize: true,
    logging: false,
    statementCacheSize: 500,
    prepareDatabase: (connection) => {
      connection.pragma('journal_mode = WAL')
      connection.pragma('synchronous = NORMAL')
    },
  }
}

/** The configuration of one suite over one store. */
export function createConfig({ host, port, complete, database, assetFolder, secrets }) {
  return {
    defaultLanguageCode: LanguageCode.en,
    logger: quietLogger,
    apiOptions: {
      hostname: host,
      port,
      adminApiPath: 'admin-api',
      shopApiPath: 'shop-api',
      cors: false,
      csrfPrevention: true,
      middleware: [
        { route: assetRoute, handler: express.static(assetFolder, { maxAge: '1d', index: false }) },
      ],
    },
    authOptions: {
      tokenMethod: ['bearer', 'cookie'],
      superadminCredentials: { identifier, password: secrets.adminPassword },
      cookieOptions: { secret: secrets.cookieSecret, httpOnly: true, sameSite: 'lax' },
    },
    dbConnectionOptions: storeOptions(database),
    assetOptions: { assetStorageStrategy: createAssetFiles(assetFolder), assetPreviewStrategy: keepOriginal },
    importExportOptions: { importAssetsDir: sampleImages },
    // Each queue takes one job per poll: a first start that fills the store would otherwise mostly wait.
    jobQueueOptions: {
      jobQueueStrategy: new InMemoryJobQueueStrategy({ pollInterval: complete ? 250 : 10 }),
    },
    schedulerOptions: { runTasksInWorkerOnly: false },
    paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
    plugins: [
      DefaultSchedulerPlugin.init(),
      DefaultSearchPlugin.init({ bufferUpdates: false, indexStockStatus: true, indexCurrencyCode: true }),
    ],
  }
}
