# One image for web, worker and scheduler: the container's command selects the process.
FROM node:22-slim AS miniapp
WORKDIR /src
COPY app/miniapp/package.json app/miniapp/package-lock.json app/miniapp/.npmrc ./
RUN npm ci
COPY app/miniapp ./
RUN npm run build

FROM python:3.13-slim
WORKDIR /bronya
COPY requirements.txt requirements-observability.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements-observability.txt
COPY alembic.ini ./
COPY app app
COPY worker worker
COPY scheduler scheduler
COPY --from=miniapp /src/dist app/miniapp/dist
# The venues are mounted there, and SQLite's file is made there where it is used.
RUN useradd --system bronya && mkdir -p data/venues data/cache && chown bronya data data/cache
USER bronya
EXPOSE 8000
