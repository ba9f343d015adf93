# docs/integrations/docker.md. A workshop that builds, and an image without its tools.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY bin ./bin
COPY schema ./schema
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim
LABEL org.opencontainers.image.title="sgaudit" \
      org.opencontainers.image.description="Which AWS security-group rules in your Terraform does real traffic need?" \
      org.opencontainers.image.licenses="Apache-2.0"
# git tells how old a rule is, and what a commit held; a mounted checkout belongs to another user than this one.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /work
WORKDIR /opt/sgaudit
COPY --from=build /build/package.json ./
COPY --from=build /build/oclif.manifest.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/bin ./bin
COPY --from=build /build/schema ./schema
COPY --from=build /build/dist ./dist
COPY LICENSE ./
ENV NODE_ENV=production
WORKDIR /work
USER 1000:1000
ENTRYPOINT ["node", "/opt/sgaudit/bin/run.js"]
CMD ["--help"]
