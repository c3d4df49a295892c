// `npm start`, on whatever Node is there: installs what is missing, then hands over to the pinned Node 24.
import { handOver } from './install.mjs'

const help = `npm start [-- options]

Brings up Banyan on embedded defaults and keeps it up until Ctrl-C. All ports are on 127.0.0.1.

  --help            this text
  --quiet           no progress lines
  --no-suite        do not start the bundled suite (set LEGACY_URL to yours)
  --reset           throw away .banyan (all local data) first; asks unless --yes is given
  --yes             answer every question with yes

Environment: FACADE_PORT 8080, OPERATIONS_PORT 8081, CONTROL_PORT 8090, SUITE_PORT 8100,
SERVICES_PORT 8200, FLAGS_PORT 8242, POSTGRES_PORT 8432; BANYAN_HOME (.banyan) for data.
Yours instead of the embedded one: DATABASE_URL; UNLEASH_URL, UNLEASH_TOKEN, UNLEASH_ADMIN_TOKEN;
LEGACY_URL, LEGACY_SUITE, LEGACY_OPTIONS; NEW_URL; KAFKA_BROKERS.
FACADE_WORKERS=2 starts two processes of the façade behind one port.
SUITE_CATALOGUE=large SUITE_PRODUCTS=5000 SUITE_SEED=1 fill a new home with a larger catalogue.`

if (process.argv.includes('--help')) console.log(help)
else await handOver('scripts/system/main.ts', process.argv.slice(2), { suite: !process.env.LEGACY_URL })
