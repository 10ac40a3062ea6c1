# Three images from one file: the gateway (no native code), the renderer host (WebGPU, FFmpeg, WebRTC), and the same host
# with a software renderer for machines without a GPU.
#
#   docker build --target gateway       -t remote-view-gateway .
#   docker build --target host          -t remote-view-host .
#   docker build --target host-software -t remote-view-host-software .
#
# The sources run as they are: Node strips their types. Only what browsers load is bundled. All images run as the
# user `node` (1000), and with a read-only root where /tmp, /run/remote-view and /home/node/.cache are writable.
# Give REVISION and VERSION for the labels; a builder with BuildKit writes the bill of materials (--sbom=true
# --provenance=true). Before you pass a host image on to others, read docs/licensing.md: its FFmpeg is GPL.

ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /app
ENV NODE_ENV=production
# Where Node keeps modules without their types: a process that finds them there is 17 MB smaller and starts sooner.
ENV NODE_COMPILE_CACHE=/home/node/.cache/remote-view/code
# Install scripts would fetch a browser and an ffmpeg program; neither is used.
ENV PUPPETEER_SKIP_DOWNLOAD=true SKIP_FFMPEG=true
COPY package.json package-lock.json .npmrc ./
COPY protocol/package.json protocol/
COPY gateway/package.json gateway/
COPY renderer-host/package.json renderer-host/
COPY viewer/package.json viewer/
COPY benchmarks/package.json benchmarks/

# ---- what browsers load: the viewer, and the gateway's admin page ----
FROM base AS viewer
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.base.json ./
COPY protocol protocol
COPY viewer viewer
RUN node --conditions=@remote-view/source viewer/build.ts
COPY gateway/admin gateway/admin
RUN node --conditions=@remote-view/source gateway/admin/build.ts

# ---- production dependencies, for each target its own ----
FROM base AS gateway-modules
RUN npm ci --omit=dev --workspace=gateway --workspace=protocol --no-audit --no-fund

FROM base AS host-modules
RUN npm ci --omit=dev --workspace=renderer-host --workspace=protocol --no-audit --no-fund

# ---- a Vulkan driver for the CPU: two files of Debian's Chromium, without the browser ----
# Debian 12's own software driver (lavapipe) lacks what Dawn asks for.
FROM ${NODE_IMAGE} AS software-vulkan
WORKDIR /software-vulkan
RUN apt-get update \
  && apt-get download chromium-common \
  && dpkg-deb --fsys-tarfile chromium-common_*.deb | tar --extract --strip-components=2 \
    ./usr/lib/chromium/libvk_swiftshader.so ./usr/lib/chromium/vk_swiftshader_icd.json \
    ./usr/share/doc/chromium-common/copyright \
  && rm -rf chromium-common_*.deb /var/lib/apt/lists/*

# ---- gateway: HTTP and WebSocket on one port ----
# Outside --dev it does not start without keys. TLS is for whatever stands in front of it: see deploy/ and docs/deploy.md.
#
#   docker run -p 8080:8080 -e REMOTE_VIEW_API_KEYS=… -e REMOTE_VIEW_HOST_KEY=… remote-view-gateway
FROM base AS gateway
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Remote View gateway" \
  org.opencontainers.image.description="Sessions, allocation to renderer hosts and signaling" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
COPY --from=gateway-modules /app ./
COPY LICENSE ./
COPY protocol protocol
COPY gateway gateway
COPY --from=viewer /app/viewer/dist viewer/dist
COPY --from=viewer /app/gateway/public/admin/dist gateway/public/admin/dist
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--conditions=@remote-view/source", "gateway/src/server.ts", "--viewer-bundle", "viewer/dist/remote-view.js"]

# ---- renderer host with the machine's GPU: one for each ----
# What the machine has to have:
# - an NVIDIA driver and the NVIDIA Container Toolkit: `--gpus device=0`. The driver's Vulkan and video parts come in
#   only with NVIDIA_DRIVER_CAPABILITIES below ("compute,utility" is the toolkit's default, and has neither).
#   AMD and Intel: `--device /dev/dri` with the group of that device (`--group-add`), and `mesa-vulkan-drivers` here.
# - UDP from browsers. Media goes straight to this process: `--network host` is the simple way, `--port-range` with
#   published ports and `--advertise` the other.
# - no inbound TCP: the host dials the gateway.
# - `--shm-size=1g` for several sessions.
#
# Scenes are mounted below /app, where they find three and the scene SDK. All settings: `remote-view-host --help`.
#
#   docker run --gpus device=0 --network host --shm-size=1g -e REMOTE_VIEW_HOST_KEY=… \
#     -v "$PWD/scenes:/app/scenes:ro" remote-view-host --gateway wss://gateway.example/v1/hosts --scenes scenes
FROM base AS host
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Remote View renderer host" \
  org.opencontainers.image.description="Renders three.js scenes and streams them as H.264 over WebRTC" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0 AND GPL-3.0-or-later" \
  org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
# libvulkan1 is the loader that a Vulkan driver plugs into; Dawn finds no adapter without it. The audio engine of scenes is
# linked against libasound2, although nothing here has a loudspeaker. tini reaps processes whose parent crashed.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libasound2 libvulkan1 tini \
  && rm -rf /var/lib/apt/lists/*
COPY --from=host-modules /app ./
COPY LICENSE ./
COPY docs/licensing.md docs/
COPY protocol protocol
COPY renderer-host renderer-host
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=all
# Without these, glibc keeps what closed sessions freed.
ENV MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=65536
# Dawn and the Vulkan loader look for a folder of their own.
RUN mkdir -p /run/remote-view && chown node:node /run/remote-view
ENV XDG_RUNTIME_DIR=/run/remote-view
USER node
# The agent serves nothing and watches its children itself, so its process is what can be checked here. Whether the host
# is of use is seen at the gateway. (The brackets keep the pattern from finding the check's own command line.)
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD grep -qs 'agent/main[.]ts' /proc/[0-9]*/cmdline
ENTRYPOINT ["tini", "--", "node", "--conditions=@remote-view/source", "renderer-host/src/agent/main.ts"]

# ---- the same with a software renderer: small pictures, about two cores a session ----
FROM host AS host-software
LABEL org.opencontainers.image.title="Remote View renderer host (software)"
COPY --from=software-vulkan /software-vulkan/lib/chromium /usr/lib/chromium
COPY --from=software-vulkan /software-vulkan/share/doc /usr/share/doc
ENV REMOTE_VIEW_ADAPTER=software
