# Liaison, on the embedded store in /data, or on the MongoDB that LIAISON_STORE_FILE names. Not root, and nothing to
# write to but /data and /tmp. The Node is the one that package-lock.json pins. A container needs either
# LIAISON_TRUSTED_PROXY, the proxy in front that ends TLS, or LIAISON_TLS_CERT and LIAISON_TLS_KEY: docs/deployment.md.
FROM node:26.10.0-trixie-slim AS dependencies
WORKDIR /liaison
COPY package.json package-lock.json ./
# No install scripts: the only one is that of the npm package `node`, and it would bring a second Node of 140 MB.
# And nothing of what the console is built with.
RUN npm install --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# The console's pages. What builds them stays here.
FROM node:26.10.0-trixie-slim AS console
WORKDIR /liaison
COPY package.json package-lock.json ./
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund
COPY console ./console
RUN node console/build.ts

FROM node:26.10.0-trixie-slim
WORKDIR /liaison
COPY --from=dependencies /liaison/node_modules ./node_modules
COPY package.json ./
COPY schemas ./schemas
COPY collections ./collections
COPY server ./server
COPY cli ./cli
COPY --from=console /liaison/console/built ./console/built
RUN ln -s /liaison/cli/liaison.js /usr/local/bin/liaison && install --directory --owner=node --group=node /data
USER node
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576 MALLOC_TRIM_THRESHOLD_=4194304 LIAISON_DATA=/data LIAISON_HOST=0.0.0.0
EXPOSE 8080
# Whether the process serves, not whether its database answers: who replaces unhealthy containers must leave the servers
# alone while only the database is away. What sends requests to a server asks /health/ready. Over HTTPS the certificate
# isn't looked at: it is for another name than that of this machine's own address.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "--no-warnings", "--eval", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = 0; Promise.any(['http', 'https'].map((scheme) => fetch(scheme + '://127.0.0.1:8080/health/live'))).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["liaison"]
CMD ["serve"]
