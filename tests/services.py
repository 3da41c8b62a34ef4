"""Real servers for tests: PostgreSQL from Debian, and an S3 service on this machine. A missing one skips by name."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

NEEDS_LAKE = pytest.mark.skipif(
    find_spec("duckdb_extension_ducklake") is None,
    reason="extensions of DuckDB are not installed: make setup-lake",
)
BUCKET = "disclosures"
_KEYS = {"AWS_ACCESS_KEY_ID": "somebody", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}


@contextmanager
def postgres() -> Iterator[str]:
    """A database server of its own; gives the connection string of its socket, without a database."""
    binaries = [Path(found).parent for found in (shutil.which("initdb"),) if found]
    binaries += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not binaries:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # It refuses to run as root.
    owner = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="yujuesuan-postgres-"))
    shutil.chown(folder, owner)

    def run(*command: str) -> None:
        subprocess.run(
            [str(binaries[0] / command[0]), *command[1:]],
            check=True,
            user=owner if os.getuid() == 0 else None,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "keeper", "--no-sync", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"host={folder} user=keeper"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def database(server: str, name: str) -> str:
    """A new database of a server; gives its connection string."""
    import duckdb

    from pipeline.publication.store import extension

    with duckdb.connect() as connection:
        connection.execute(f"load '{extension('postgres_scanner')}'")
        connection.execute(f"attach '{server} dbname=postgres' as server (type postgres)")
        connection.execute(f"call postgres_execute('server', 'create database {name}', use_transaction => false)")
    return f"{server} dbname={name}"


@contextmanager
def bucket() -> Iterator[dict[str, str]]:
    """An S3 service with one bucket; gives the environment by which it is reached."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        environment = {**_KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}
        boto3.client(
            "s3",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=_KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=_KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=_KEYS["AWS_REGION"],
        ).create_bucket(Bucket=BUCKET)
        yield environment
    finally:
        server.stop()
