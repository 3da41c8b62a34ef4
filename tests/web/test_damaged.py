"""A release with damaged blocks: whoever asks for what stands in them is told, and the rest is answered."""

import shutil
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from pipeline.locations import Locations
from pipeline.web.app import create_app

from ..conftest import RAW_DIR, Build

pytestmark = pytest.mark.slow


def test_what_stands_in_a_damaged_block_is_told(built: Build, tmp_path: Path) -> None:
    published = tmp_path / "current" / "warehouse.duckdb"
    published.parent.mkdir()
    shutil.copy(built.warehouse_dir / "current" / "warehouse.duckdb", published)
    published.chmod(0o600)
    with duckdb.connect(str(published)) as release:
        blocks = release.execute(
            "select distinct block_id from pragma_storage_info('dim_rule') where block_id > 0"
        ).fetchall()
        size = int(release.execute("select block_size from pragma_database_size()").fetchall()[0][0])
    assert blocks
    data = bytearray(published.read_bytes())
    for (block,) in blocks:
        # Three headers of 4 kB, then the blocks, each with its checksum.
        data[3 * 4096 + block * size + size // 2] ^= 255
    published.write_bytes(data)
    with TestClient(create_app(Locations(RAW_DIR, tmp_path)), raise_server_exceptions=False) as client:
        for _ in range(2):
            answer = client.get("/findings")
            assert answer.status_code == 503
            assert "is damaged" in answer.text
        assert client.get("/openapi.json").status_code == 200
