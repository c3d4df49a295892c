# One image for every process of Banyan; the command chooses which:
#   facade/parent.ts (default) · control/main.ts · services/new/main.ts · flags/main.ts · control/cli/banyan.mjs …
# The bundled suite has an image of its own because of its licence: deploy/suite/Dockerfile.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /banyan
COPY package.json package-lock.json ./
# Without development packages (browser, PostgreSQL, compilers) and without anybody's install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="banyan" \
      org.opencontainers.image.description="A strangler-fig migration façade for commerce" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    DATA_DIR=/data \
    FACADE_HOST=0.0.0.0 \
    OPERATIONS_HOST=0.0.0.0 \
    CONTROL_HOST=0.0.0.0 \
    SERVICES_HOST=0.0.0.0 \
    FLAGS_HOST=0.0.0.0
WORKDIR /banyan
# The only folder that a process writes to; everything else may be mounted read-only.
RUN install --directory --owner=1000 --group=1000 --mode=0700 /data
COPY --from=packages /banyan/node_modules ./node_modules
# What gets in is listed in .dockerignore.
COPY . .
USER 1000:1000
VOLUME /data
EXPOSE 8080 8081 8090 8200 8242
# Asks the process that runs here whether it is ready.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "deploy/healthcheck.mjs"]
# Node is process 1, so that SIGTERM reaches it.
ENTRYPOINT ["node", "--no-warnings"]
CMD ["facade/parent.ts"]
