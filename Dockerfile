# One image for all processes of an instance; docker-compose.yml says which container is which.

FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.txt requirements-fast.txt ./
RUN /app/.venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt -r requirements-fast.txt
COPY CHANGELOG.md manage.py run.py ./
COPY intro_net intro_net
COPY apps apps
COPY static static
COPY templates templates
# The settings are asked for, and none of these values is in the image's environment afterwards.
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost EMAIL_URL=smtp://localhost DATA_DIR=/tmp/build \
    /app/.venv/bin/python manage.py collectstatic --noinput
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost EMAIL_URL=smtp://localhost DATA_DIR=/tmp/build \
    TOWNS_DIR=/app/towns /app/.venv/bin/python manage.py make_towns

FROM python:3.12-slim
# Fixed, so that the files in the volume keep their owner over every upgrade.
RUN groupadd --gid 10001 intro-net && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin intro-net \
    && install -d -o intro-net -g intro-net /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data NUMBA_CACHE_DIR=/data/compiled TOWNS_DIR=/app/towns BIND=0.0.0.0:8000 LOG_FORMAT=json
VOLUME /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["python"]
CMD ["-m", "intro_net.launch", "web"]
