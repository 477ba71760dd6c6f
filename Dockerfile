FROM swift:6.3-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libsqlite3-dev zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.swift ./
COPY migrations migrations
COPY Sources Sources
# Not built, but SwiftPM rejects a manifest whose targets are not there.
COPY Tests Tests
COPY Benchmarks/Probe Benchmarks/Probe
COPY packaging/linker-flags packaging/linker-flags
# What was built stays in a cache, so that the next image compiles only what was edited. Its names and debug information stay
# there too: they are three fifths of it. The linker's flags take 5 MB from the resident size; they need glibc 2.36.
# hadolint ignore=SC2046
RUN --mount=type=cache,target=/build/.build \
    swift build -c release --product hookme --static-swift-stdlib $(cat packaging/linker-flags) \
 && strip -o /usr/bin/hookme .build/release/hookme

FROM debian:bookworm-slim
# sqlite3 is for the operator: docker compose exec hookme sqlite3 hookme.db
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libsqlite3-0 libstdc++6 sqlite3 zlib1g \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 hookme \
 && useradd --uid 10001 --gid hookme --no-create-home --home-dir /var/lib/hookme --shell /usr/sbin/nologin hookme \
 && install -d -o hookme -g hookme -m 0750 /var/lib/hookme
COPY --from=build /usr/bin/hookme /usr/bin/hookme

# By number, so that Kubernetes can tell that it is not root (runAsNonRoot).
USER 10001:10001
WORKDIR /var/lib/hookme
VOLUME /var/lib/hookme
ENV HOST=0.0.0.0 PORT=4001 DATABASE_PATH=/var/lib/hookme/hookme.db
EXPOSE 4001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["hookme", "health"]
ENTRYPOINT ["hookme"]
CMD ["serve"]
