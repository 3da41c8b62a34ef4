"""Documents that only an office program reads (DOC, WPS, RTF, ODT), by LibreOffice as DOCX.

Finding LibreOffice, converting and its failures belong here; the text of the result does not (``word``). LibreOffice is
an optional package of the system; where it is missing, the reason names it. It runs in a throw-away profile, with
macros and links off, without network, within limits.
"""

from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import ole, word
from pipeline.extraction.readers.external import find_program, run
from pipeline.extraction.readers.package import is_package_with
from pipeline.temporary import TemporaryFolder

PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui"
_RTF = b"{\\rtf"
_WORD_XML = b"http://schemas.microsoft.com/office/word/2003/wordml"
_ODT = b"application/vnd.oasis.opendocument.text"
_HEAD = 1024
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
)


def _extension(data: bytes) -> str | None:
    """Extension under which LibreOffice takes the bytes for what they are; None for what it is not asked to read."""
    if data.startswith(_RTF):
        return "rtf"
    if ole.kind(data) == "text":
        return "doc"
    if data.startswith(b"PK") and _ODT in data[:_HEAD] and is_package_with(data, "content.xml"):
        return "odt"
    if data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and _WORD_XML in data[: 8 * _HEAD]:
        return "xml"
    return None


def claims(data: bytes) -> bool:
    """True for a text document that LibreOffice reads."""
    return _extension(data) is not None


def read(data: bytes) -> Document | Refusal:
    """Read a document by way of LibreOffice.

    Args:
        data: The whole file.

    Returns:
        The document; or why there is none, the missing package among the reasons.
    """
    program = find_program("soffice", "libreoffice")
    if program is None:
        return Refusal("missing_program", f"LibreOffice; on Debian: apt-get install {PACKAGES}")
    with TemporaryFolder("yujuesuan-office-") as name:
        converted = _convert(program, data, Path(name))
    if isinstance(converted, Refusal):
        return converted
    document = word.read(converted)
    return replace(document, format="doc") if isinstance(document, Document) else document


def _convert(program: str, data: bytes, folder: Path) -> bytes | Refusal:
    """The bytes of the document as DOCX."""
    source = folder / f"source.{_extension(data)}"
    source.write_bytes(data)
    profile = folder / "profile"
    _write_settings(profile)
    ran = run(
        [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--nodefault", "--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML", "--outdir",
            str(folder / "out"), str(source),
        ],
        folder,
    )  # fmt: skip
    result = folder / "out" / "source.docx"
    if ran.timed_out:
        return Refusal("too_slow", "LibreOffice did not end in time")
    if not result.is_file():
        return Refusal("damaged", f"LibreOffice could not read it: {ran.errors.strip()[-120:] or f'exit {ran.code}'}")
    return result.read_bytes()


def _write_settings(profile: Path) -> None:
    """A profile in which macros, links and active content are off."""
    folder = profile / "user"
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{escape(path)}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
