# Neuropil in a container, for the CPU and for NVIDIA GPUs.
#   docker build -t neuropil .
#   docker run --rm --gpus all -v "$PWD/runs:/runs" -v "$PWD/data:/data:ro" neuropil train --task mnist --data /data --out /runs/first
# Without --gpus it computes on the CPU and says why.

FROM eclipse-temurin:25-jdk-noble AS jdk

FROM nvidia/cuda:12.6.3-devel-ubuntu24.04 AS build
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk CUDA_HOME=/usr/local/cuda
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -q -DskipTests package \
 && mkdir -p /dist/lib/native \
 && cp cli/target/neuropil-cli-*.jar cli/target/lib/*.jar /dist/lib/ \
 && cp engine/target/native/* /dist/lib/native/ \
 && cp neuropil LICENSE NOTICE /dist/ \
 && "$JAVA_HOME/bin/jlink" --output /runtime --strip-debug --no-header-files --no-man-pages \
      --add-modules java.base,java.logging,java.xml,java.desktop,java.sql,java.naming,java.management,jdk.incubator.vector,jdk.unsupported,jdk.zipfs

FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
RUN apt-get update && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home neuropil && mkdir -p /runs /data && chown neuropil /runs
COPY --from=build /runtime /opt/java/openjdk
COPY --from=build /dist /opt/neuropil
ENV JAVA_HOME=/opt/java/openjdk
USER neuropil
VOLUME ["/runs", "/data"]
WORKDIR /runs
ENTRYPOINT ["/opt/neuropil/neuropil"]
