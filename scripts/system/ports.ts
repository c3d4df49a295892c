import { z } from 'zod'
import { setting } from '#contracts/process/settings.ts'

/** Where everything listens on the embedded defaults, all on 127.0.0.1. */
export const portSettings = z.object({
  FACADE_PORT: setting.port(8080),
  OPERATIONS_PORT: setting.port(8081),
  CONTROL_PORT: setting.port(8090),
  SUITE_PORT: setting.port(8100),
  SERVICES_PORT: setting.port(8200),
  FLAGS_PORT: setting.port(8242),
  POSTGRES_PORT: setting.port(8432),
})

export type Ports = z.infer<typeof portSettings>
