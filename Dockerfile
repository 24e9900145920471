# Liaison on the embedded store. Not root, and nothing to write to but /data.
FROM node:26-slim AS dependencies
WORKDIR /liaison
COPY package.json package-lock.json ./
RUN npm install --omit=dev --no-audit --no-fund

FROM node:26-slim
WORKDIR /liaison
COPY --from=dependencies /liaison/node_modules ./node_modules
COPY package.json ./
COPY schemas ./schemas
COPY collections ./collections
COPY server ./server
COPY cli ./cli
RUN mkdir /data && chown node:node /data
USER node
ENV LIAISON_DATA=/data LIAISON_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080
# Without credentials every path answers 401, so that is what health looks like from outside.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "--eval", "fetch('http://127.0.0.1:8080/taxii2/').then((answer) => process.exit(answer.status === 401 ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "cli/liaison.js"]
CMD ["serve"]
