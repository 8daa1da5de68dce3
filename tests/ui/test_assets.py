"""The files for the browser in a folder that cannot be written: told in words, and nothing is left there."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from em_ui.player import assets, parts
from em_ui.player.assets import NotWritable
from tests.ui.test_pages import open_page

install = assets.install.__wrapped__


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A disk with room for half of any file."""
    write = Path.write_bytes

    def half(path: Path, content: bytes) -> int:
        write(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", half)


def test_on_a_full_disk_no_half_of_a_file_is_left(full: Any, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(NotWritable) as told:
            install(tmp_path / "static")
        assert told.value.full and told.value.folder == "static/"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_once_there_is_room_the_files_are_there(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(errno.EROFS, "read-only")))
        with pytest.raises(NotWritable) as told:
            install(tmp_path / "static")
    assert not told.value.full
    found = install(tmp_path / "static")
    assert (tmp_path / "static" / found.folder.rpartition("/")[2] / "lesson.mjs").exists()


def test_visitors_who_come_together_do_not_take_each_others_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they do without app.py, whose head of the page has the files written before."""
    write = Path.write_bytes

    def slowly(path: Path, content: bytes) -> int:
        size = write(path, content)
        sleep(0.002)
        return size

    monkeypatch.setattr(Path, "write_bytes", slowly)
    with ThreadPoolExecutor(8) as visitors:
        found = list(visitors.map(lambda _: install(tmp_path / "static"), range(8)))
    folder = tmp_path / "static" / found[0].folder.rpartition("/")[2]
    assert found == found[:1] * 8
    left = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert left == {".mjs", ".css"}, "a draft"


@pytest.mark.parametrize(("lang", "code", "says"), [
    ("en", errno.ENOSPC, "the disk of this server is full"), ("zh", errno.ENOSPC, "服务器磁盘已满"),
    ("zh", errno.EACCES, "没有文件夹 `static/` 的写入权限"),
])  # fmt: skip
def test_it_is_told_in_the_readers_language(
    lang: str, code: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise NotWritable("static/", code)

    monkeypatch.setattr(parts, "install", fail)
    app = open_page("jensen", lang=lang)
    assert not app.exception and says in app.error[0].value
