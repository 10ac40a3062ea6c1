# Two images from one file: the gateway (no native code) and the renderer host (WebGPU, FFmpeg, WebRTC).
#
#   docker build --target gateway -t remote-view-gateway .
#   docker build --target host    -t remote-view-host .
#
# The sources run as they are: Node strips their types. Only the viewer is bundled, for browsers.
# Before you pass a host image on to others, read docs/licensing.md: its FFmpeg is GPL.

FROM node:24-bookworm-slim AS base
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

# ---- the viewer bundle ----
FROM base AS viewer
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.base.json ./
COPY protocol protocol
COPY viewer viewer
RUN node --conditions=@remote-view/source viewer/build.ts

# ---- production dependencies, for each target its own ----
FROM base AS gateway-modules
RUN npm ci --omit=dev --workspace=gateway --workspace=protocol --no-audit --no-fund

FROM base AS host-modules
RUN npm ci --omit=dev --workspace=renderer-host --workspace=protocol --no-audit --no-fund

# ---- gateway: HTTP and WebSocket on one port ----
# Settings (all modes but --dev refuse to start without keys): REMOTE_VIEW_API_KEYS, REMOTE_VIEW_HOST_KEY,
# REMOTE_VIEW_ALLOWED_ORIGINS. Put TLS in front of it: browsers want a secure page for pointer lock and gamepads.
#
#   docker run -p 8080:8080 -e REMOTE_VIEW_API_KEYS=… -e REMOTE_VIEW_HOST_KEY=… remote-view-gateway
FROM base AS gateway
COPY --from=gateway-modules /app ./
COPY LICENSE ./
COPY protocol protocol
COPY gateway gateway
COPY --from=viewer /app/viewer/dist viewer/dist
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--conditions=@remote-view/source", "gateway/src/server.ts", "--viewer-bundle", "viewer/dist/remote-view.js"]

# ---- renderer host: one per GPU ----
# What the machine has to have:
# - an NVIDIA driver and the NVIDIA Container Toolkit: `--gpus device=0`. The driver's Vulkan and video parts come in
#   only with NVIDIA_DRIVER_CAPABILITIES below ("compute,utility" is the toolkit's default, and has neither).
#   AMD and Intel: `--device /dev/dri` with the group of that device (`--group-add`), and `mesa-vulkan-drivers` here.
# - UDP from browsers. Media goes straight to this process, on ports of its choice: `--network host` is the simple way.
# - no inbound TCP: the host dials the gateway.
# - `--init`, so that processes whose parent crashed are reaped, and `--shm-size=1g` for several sessions.
# There is no software renderer in this image; it is for hosts with a GPU.
#
# Scenes are mounted below /app, where they find three and the scene SDK. All settings: `remote-view-host --help`.
#
#   docker run --init --gpus device=0 --network host --shm-size=1g -e REMOTE_VIEW_HOST_KEY=… \
#     -v "$PWD/scenes:/app/scenes:ro" remote-view-host --gateway wss://gateway.example/v1/hosts --scenes scenes
FROM base AS host
# libvulkan1 is the loader that the GPU driver's Vulkan plugs into; Dawn finds no adapter without it. The audio engine of
# scenes is linked against libasound2, although nothing here has a loudspeaker.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libvulkan1 libasound2 ca-certificates \
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
ENTRYPOINT ["node", "--conditions=@remote-view/source", "renderer-host/src/agent/main.ts"]
