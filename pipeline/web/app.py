"""The web application: addresses, forms of answers, limits, headers.

Routes belong here; what a page holds is asked in ``bodies``, ``documents``, ``findings`` and ``about``. Everything is
read-only: the one thing that can be sent is files to be checked, and those are deleted with the answer.
"""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.locations import Locations
from pipeline.reports.check_page import CheckFailedError, CheckTookTooLongError, page_in_process
from pipeline.reports.originals import NoOriginalError
from pipeline.reports.originals_process import BusyError, OriginalReaders, ViewLimits
from pipeline.temporary import TemporaryFolder
from pipeline.web import about, amounts, bodies, codes, documents, figures, findings, regions, rises, years
from pipeline.web.hosts import OwnNames
from pipeline.web.openapi import openapi_of
from pipeline.web.page import Page, as_csv, as_json
from pipeline.web.places import Originals
from pipeline.web.shared import Part, missing
from pipeline.web.warehouse import NoReleaseError, Warehouse
from pipeline.web.workbook import as_xlsx

HERE = Path(__file__).parent
_LOGGER = logging.getLogger(__name__)
UPLOAD_LIMIT = 32 * 1024 * 1024
"""Bytes of all files of one check."""
UPLOADED_FILES = 12
LARGEST_KEPT = 1024 * 1024
"""Bytes of the largest answer that is remembered."""
CHECK_SECONDS = 300
"""Of one check; its processes are ended after that."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
FORMATS = ("html", "json", "csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Ask = Callable[[Warehouse, Request], Page]


class Site:
    """The application over one warehouse."""

    def __init__(self, locations: Locations, *, allows_check: bool, remembered: int) -> None:
        self.locations = locations
        self.warehouse = Warehouse(locations)
        self.readers = OriginalReaders(locations, ViewLimits.from_environment())
        self.originals = Originals(self.readers)
        self.allows_check = allows_check
        self._answers: OrderedDict[str, Response] = OrderedDict()
        self._remembered = remembered
        self._lock = threading.Lock()
        self._checking = asyncio.Semaphore(1)
        self._templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())

    def page(self, ask: Ask) -> Callable[[Request], Response]:
        """An address that answers with a page, or with its tables as JSON or CSV."""

        def answer(request: Request) -> Response:
            build = self.warehouse.build
            etag = f'"{build}"'
            if _is_known(request, etag):
                return Response(status_code=304, headers=HEADERS | {"ETag": etag})
            key = f"{build} {request.url.path}?{request.url.query}"
            with self._lock:
                if key in self._answers:
                    self._answers.move_to_end(key)
                    return self._answers[key]
            made = self._formed(ask(self.warehouse, request), request, build, {"ETag": etag})
            self._keep(key, made)
            return made

        return answer

    def _keep(self, key: str, made: Response) -> None:
        """Remember an answer; the one not asked for longest is forgotten. A release never changes what it answers."""
        if made.status_code == 200 and len(made.body) <= LARGEST_KEPT:
            with self._lock:
                self._answers[key] = made
                while len(self._answers) > self._remembered:
                    self._answers.popitem(last=False)

    def _formed(self, page: Page, request: Request, build: str, headers: dict[str, str]) -> Response:
        headers = HEADERS | headers
        wanted = request.query_params.get("format", "html")
        if wanted not in FORMATS:
            return PlainTextResponse(f"no format {wanted!r}: {', '.join(FORMATS)}", 400, headers)
        if wanted == "json":
            return Response(as_json(page, build), page.status, headers, "application/json")
        if wanted in ("csv", "xlsx"):
            name = request.query_params.get("table", "")
            table = next((table for table in page.tables if table.name == name or not name), None)
            if table is None:
                return PlainTextResponse(f"no table {name!r} on this page", 404, headers)
            disposition = {"Content-Disposition": f'attachment; filename="{table.name}.{wanted}"'}
            if wanted == "xlsx":
                return Response(as_xlsx(table), page.status, headers | disposition, XLSX)
            return Response(as_csv(table), page.status, headers | disposition, "text/csv; charset=utf-8")
        return HTMLResponse(self._rendered(page, request, build), page.status, headers)

    def _rendered(self, page: Page, request: Request, build: str) -> str:
        asked = [(key, value) for key, value in request.query_params.multi_items() if key not in ("format", "table")]

        def formats(table: str, form: str) -> str:
            return "?" + urlencode([*asked, ("format", form), ("table", table)])

        return self._shown(page, build, formats)

    def picture(self, request: Request) -> Response:
        """One page of a document as PNG; the same for as long as the document is the same."""
        known = self.warehouse.ask(
            "select document_id, file_name, sha256 from dim_document where document_id = ?",
            [request.path_params["document_id"]],
        )
        if not known:
            return PlainTextResponse("there is no such document", 404, HEADERS)
        page = request.path_params["page"]
        etag = f'"{known[0]["sha256"]}-{page}"'
        headers = HEADERS | {"ETag": etag, "Cache-Control": "max-age=3600"}
        if _is_known(request, etag):
            return Response(status_code=304, headers=headers)
        try:
            return Response(self.originals.picture(known[0], page), 200, headers, "image/png")
        except NoOriginalError as error:
            return PlainTextResponse(str(error), 404, HEADERS)

    async def check(self, request: Request) -> Response:
        """The report of ``check`` on files that are sent; nothing of them is kept."""
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > UPLOAD_LIMIT:
            most = UPLOAD_LIMIT // (1024 * 1024)
            return self._said(f"文件超过 {most} MB Larger than {most} MB", 413)
        async with request.form(max_files=UPLOADED_FILES, max_fields=4) as form:
            files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
            contents = [(file.filename or "", await file.read()) for file in files]
        if not contents:
            return self._said("没有收到文件 No file was sent", 400)
        async with self._checking:
            try:
                report = await run_in_threadpool(_checked, contents)
            except CheckTookTooLongError:
                words = f"超过 {CHECK_SECONDS} 秒仍未核对完，已停止 Stopped: longer than {CHECK_SECONDS} s"
                return self._said(words, 422)
            except CheckFailedError:
                _LOGGER.exception("a check failed")
                return self._said("核对中断，请换一种格式再试 The check failed: try another format", 500)
        page = Page("核对报告 Report", template="report.html", extra={"report": Markup(report)})
        return HTMLResponse(self._shown(page), 200, HEADERS)

    def _said(self, words: str, status: int) -> Response:
        """A page that says why a file was not checked, with the way back."""
        page = Page(words, links=[("/check", "再选文件 Choose again")], status=status)
        return HTMLResponse(self._shown(page), status, HEADERS)

    def not_there(self, request: Request, error: Exception) -> Response:
        """The page of an address that leads nowhere."""
        del error
        page = missing(request.url.path[:200])
        return HTMLResponse(self._shown(page), page.status, HEADERS)

    def busy(self, request: Request, error: Exception) -> Response:
        """The page that says that others are asking: nothing of it is remembered."""
        del request
        return HTMLResponse(self._shown(Page(str(error), status=503)), 503, HEADERS | {"Retry-After": "10"})

    def _shown(self, page: Page, build: str = "", formats: Callable[[str, str], str] | None = None) -> str:
        """A page as HTML; without build and formats one that is no question to the release."""
        template = self._templates.get_template(page.template)
        has_charts = any(table.drawings() for table in page.tables)
        return template.render(
            page=page, build=build, formats=formats, allows_check=self.allows_check, has_charts=has_charts
        )

    def check_form(self, warehouse: Warehouse, request: Request) -> Page:
        """The form that sends files."""
        del warehouse, request
        extra = {"limit": UPLOAD_LIMIT // (1024 * 1024)}
        return Page("核对一份公开文件 Check a disclosure", template="check.html", extra=extra)


def _is_known(request: Request, etag: str) -> bool:
    """Whether who asks has the answer already; a server in between may have marked the tag as weak."""
    sent = request.headers.get("if-none-match", "").split(",")
    return etag in {tag.strip().removeprefix("W/") for tag in sent}


def _checked(contents: list[tuple[str, bytes]]) -> str:
    with TemporaryFolder("yujuesuan-check-") as folder:
        paths: list[Path] = []
        for number, (name, data) in enumerate(contents, 1):
            safe = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in Path(name).name)[-80:]
            path = Path(folder) / str(number) / (safe.lstrip(".") or "file")
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        return page_in_process(paths, CHECK_SECONDS)


def _of(request: Request) -> codes.Asked:
    return codes.Asked(request.query_params.get("region", ""), Part(request.query_params))


def create_app(
    locations: Locations, *, allows_check: bool = True, remembered: int = 256, names: Sequence[str] = ()
) -> Starlette:
    """The application.

    Args:
        locations: The warehouse whose release it shows, and the raw folder with the originals.
        allows_check: Whether files can be sent to be checked; off for a public server.
        remembered: Answers kept for the next who asks the same of the same release.
        names: Names that it answers to; none for any.

    Returns:
        An ASGI application; it opens nothing for writing.
    """
    site = Site(locations, allows_check=allows_check, remembered=remembered)
    asked: list[tuple[str, str, Ask]] = [
        ("/", "home", lambda w, r: bodies.home(w, r.query_params.get("q", "").strip()[:80])),
        ("/bodies/{department_id}", "body", lambda w, r: bodies.body(w, r.path_params["department_id"])),
        ("/regions/{region_code}", "region", 
         lambda w, r: regions.region(w, r.path_params["region_code"], Part(r.query_params))),
        ("/regions/{region_code}/sum", "region_sum",
         lambda w, r: amounts.year_sum(w, r.path_params["region_code"], r.query_params)),
        ("/amounts/{theme}", "amounts",
         lambda w, r: amounts.amounts(w, site.originals, r.path_params["theme"], r.query_params)),
        ("/codes", "codes", lambda w, _: codes.codes(w)),
        ("/functions/{code}", "function", lambda w, r: codes.function(w, r.path_params["code"], _of(r))),
        ("/economic/{code}", "economic", lambda w, r: codes.economic(w, r.path_params["code"], _of(r))),
        ("/cofog/{code}", "cofog", lambda w, r: codes.cofog(w, r.path_params["code"], _of(r))),
        ("/three-public", "three_public", lambda w, r: rises.three_public(w, r.query_params)),
        ("/years/{department_year_id}/{column}", "year_amount",
         lambda w, r: years.year_amount(
             w, site.originals, r.path_params["department_year_id"], r.path_params["column"])),
        ("/documents/{document_id}", "document",
         lambda w, r: documents.document(w, site.originals, r.path_params["document_id"], dict(r.query_params))),
        ("/figures/{figure_id}", "figure",
         lambda w, r: figures.figure(w, site.originals, r.path_params["figure_id"])),
        ("/findings", "findings", lambda w, r: findings.findings(w, r.query_params)),
        ("/findings/{finding_id}", "finding",
         lambda w, r: findings.finding(w, site.originals, r.path_params["finding_id"])),
        ("/compare", "compare",
         lambda w, r: years.compare(w, r.query_params.getlist("body")[:12], r.query_params.get("q", "").strip()[:80])),
        ("/coverage", "coverage", lambda w, r: documents.coverage(w, r.query_params)),
        ("/release", "release", lambda w, _: about.release(w, locations)),
        ("/dictionary", "dictionary", lambda w, _: about.dictionary(w)),
    ]  # fmt: skip
    pages = [Route(path, site.page(ask), name=name) for path, name, ask in asked]
    description = openapi_of(pages, FORMATS)

    def openapi(request: Request) -> Response:
        del request
        return JSONResponse(description, headers=HEADERS)

    others = [
        Route("/documents/{document_id}/pages/{page:int}.png", site.picture, name="picture"),
        Route("/openapi.json", openapi, name="openapi"),
        Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
    ]
    if allows_check:
        others += [Route("/check", site.page(site.check_form), name="check_form"),
                   Route("/check", site.check, methods=["POST"], name="check")]  # fmt: skip

    def no_release(request: Request, error: Exception) -> Response:
        del request
        return PlainTextResponse(str(error), 503, HEADERS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        site.warehouse.close()
        site.readers.close()

    routes = [*pages, *others]
    return Starlette(
        middleware=[Middleware(OwnNames, names=names)] if names else [],
        routes=routes,
        exception_handlers={NoReleaseError: no_release, BusyError: site.busy, 404: site.not_there},
        lifespan=lifespan,
    )
