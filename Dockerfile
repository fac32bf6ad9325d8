# Neuropil in a container, for the CPU and for NVIDIA GPUs.
#   docker build -t neuropil .
#   docker run --rm --gpus all -v "$PWD/runs:/runs" -v "$PWD/data:/data:ro" neuropil train --task mnist --data /data --out first
# Without --gpus it computes on the CPU and says why. Where the folder of the runs is not yours as user 1000, add --user "$(id -u):$(id -g)".
# scripts/check-dockerfile follows these instructions without Docker.

FROM eclipse-temurin:25-jdk-noble AS jdk

FROM nvidia/cuda:12.6.3-devel-ubuntu24.04 AS build
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk CUDA_HOME=/usr/local/cuda
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
ARG COMMIT=""
RUN mvn -B -q -DskipTests -Dneuropil.commit="$COMMIT" package
RUN scripts/assemble-distribution /dist

FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
RUN apt-get update && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core && rm -rf /var/lib/apt/lists/* \
 && userdel --remove ubuntu && useradd --create-home --uid 1000 neuropil \
 && mkdir -p /runs /data && chmod 1777 /runs
COPY --from=build /dist /opt/neuropil
ENV PATH=/opt/neuropil:$PATH
USER neuropil
VOLUME ["/runs", "/data"]
WORKDIR /runs
ENTRYPOINT ["neuropil"]
