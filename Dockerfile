# Image of the application; Neo4j has its own, see docker-compose.yml.
# The usual torch wheel brings about 5 GB of CUDA libraries. To take the CPU build, give the index
# of CPU builds that PyTorch's installation page names:
#   docker compose build --build-arg PIP_EXTRA_INDEX_URL=...
FROM python:3.11-slim-bookworm AS build
ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/guanlian
COPY pyproject.toml constraints.txt README.md LICENSE hatch_build.py ./
COPY web ./web
COPY api ./api
COPY cypher ./cypher
COPY gnn ./gnn
COPY graph ./graph
COPY scoring ./scoring
RUN python -m pip wheel --no-deps --wheel-dir /wheel . \
 && /opt/guanlian/bin/python -m pip install -c constraints.txt "$(ls /wheel/guanlian-*.whl)[neo4j-rust]"

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 guanlian \
 && useradd --system --uid 10001 --gid guanlian --no-create-home --home-dir /var/lib/guanlian guanlian \
 && install --directory --owner guanlian --group guanlian --mode 0700 /var/lib/guanlian
COPY --from=build /opt/guanlian /opt/guanlian
ENV PATH=/opt/guanlian/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GUANLIAN_HOME=/var/lib/guanlian \
    GUANLIAN_LOGGING__FORM=json
USER 10001:10001
WORKDIR /var/lib/guanlian
VOLUME /var/lib/guanlian
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=5 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]
ENTRYPOINT ["guanlian"]
CMD ["serve"]
