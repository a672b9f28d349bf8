"""Files that people, and those who mean harm, bring: each made here, by name."""

import io
import struct
import zipfile
import zlib

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script>"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    """A small real picture."""
    target = io.BytesIO()
    Image.new("RGB", size, "orange").save(target, kind, **how)
    return target.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that lies on its side and says where and by whom it was taken."""
    data = Image.Exif()
    data[0x0112] = 6  # to be turned by a quarter
    data[0x013B] = "Mpiga picha wa siri"
    data.get_ifd(0x8825).update({1: "S", 2: (6.0, 10.0, 0.0), 3: "E", 4: (35.0, 44.0, 0.0)})
    return picture("JPEG", exif=data.tobytes())


def huge_png(side: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that would be decoded to 7.5 gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def phone_photo() -> bytes:
    """A JPEG with a second picture behind it, as many telephones make them."""
    return picture("MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])


def scan(grey: int) -> bytes:
    """A PNG with 16 bits of grey in each pixel."""
    target = io.BytesIO()
    Image.new("I;16", (40, 30), grey * 256).save(target, "PNG")
    return target.getvalue()


def pdf_with(content: bytes, about: bytes = b"") -> bytes:
    """A PDF with one packed stream."""
    stream = b"2 0 obj<</Length %d%s>>stream\n%s\nendstream endobj\ntrailer" % (len(content), about, content)
    return PDF.replace(b"trailer", stream)


def archive(entries: dict[str, bytes]) -> bytes:
    """A ZIP archive of these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def packed_by(method: int, made: bytes) -> bytes:
    """The archive ``made`` with another number of the method by which each entry is packed, in its own header and in the directory."""
    number = method.to_bytes(2, "little")
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):  # .ZIP File Format Specification, 4.3.7 and 4.3.12
        at = made.find(sign)
        while at >= 0:
            made = made[: at + place] + number + made[at + place + 2 :]
            at = made.find(sign, at + place)
    return made


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
WORD = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
WRITER = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<text/>"})
SHEET = archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
TABLE = b"kata,wakazi\nMsalato,12000\n"

GOOD_PICTURES = {
    "simu.jpg": phone_photo(),
    "skani.png": scan(90),
    "picha.png": picture(),
    "picha.jpg": picture("JPEG"),
    "PICHA.JPEG": picture("JPEG"),
    "picha.webp": picture("WEBP"),
    "picha.avif": picture("AVIF"),
    "picha.gif": picture("GIF"),
    "../../etc/passwd.png": picture(),
    "..\\..\\boot.png": picture(),
    "\u202egnp.exe.png": picture(),
    "ofisi ya mkuu wa mkoa – ‘Januari’.png": picture(),
    "p" * 200 + ".png": picture(),
    "shell.php.png": picture(),
    "png-na-zip.png": picture() + archive({"a.txt": b"siri"}),
    "png-na-script.png": picture() + SCRIPT,
    "gif-na-js.gif": picture("GIF") + b"/*" + SCRIPT + b"*/",
}
BAD_PICTURES = {
    "si-picha.png": SCRIPT,
    "mchoro.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "mchoro.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif-ya-uongo.gif": b"GIF89a/*" + SCRIPT + b"*/=1;",
    "imekatika.jpg": picture("JPEG", (400, 300))[:-300],
    "kubwa-mno.png": huge_png(),
    "nzito.png": picture() + bytes(10 * 1024 * 1024),
    "tupu.png": b"",
    "hati.png": PDF,
    "bmp.png": picture("BMP"),
    "tiff.jpg": picture("TIFF"),
}
GOOD_DOCUMENTS = {
    "picha-yenye-JS-kwa-bahati.pdf": pdf_with(b"\x80\x05/JS\x07\x99/Launch "),
    "Taarifa ya Robo Mwaka.pdf": PDF,
    "barua.docx": WORD,
    "barua.odt": WRITER,
    "bajeti.xlsx": SHEET,
    "wakazi.csv": TABLE,
    "maelezo.txt": b"Maelezo mafupi ya mradi wa maji.\n",
    "../../../etc/cron.d/x.pdf": PDF,
}
BAD_DOCUMENTS = {
    "ukurasa.html": b"<html>" + SCRIPT + b"</html>",
    "ukurasa.pdf": b"<html>" + SCRIPT + b"</html>",
    "ukurasa.txt": b"Habari <script>alert(1)</script>",
    "ukurasa.csv": b"a,b\n<svg onload=alert(1)>,2\n",
    "html-na-pdf.pdf": b"<html>" + SCRIPT + PDF,
    "pdf-na-zip.pdf": PDF + archive({"a.txt": b"siri"}),
    "pdf-na-html.pdf": PDF.replace(b"1 0 obj", b"%<html><script>alert(1)</script>\n1 0 obj"),
    "pdf-inayoendesha.pdf": PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/Launch/F(cmd)>>"),
    "pdf-yenye-siri.pdf": PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/J#61vaScript/J#53(app.alert())>>"),
    "pdf-yenye-kificho.pdf": pdf_with(zlib.compress(b"<</S/JavaScript/JS(app.alert())>>"), b"/Type/ObjStm/Filter/FlateDecode"),
    "bomu.pdf": pdf_with(zlib.compress(bytes(25 * 1024 * 1024)), b"/Type/ObjStm/Filter/FlateDecode"),
    "imekatika.pdf": PDF[:-12],
    "programu.exe": b"MZ" + bytes(200),
    "programu.pdf": b"MZ" + bytes(200),
    "bomu.docx": archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(60 * 1024 * 1024)}),
    "macro.docx": archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"", "word/vbaProject.bin": b"\0"}),
    "nje.docx": archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"", "../../x": b""}),
    "mbinu-isiyojulikana.odt": packed_by(97, WRITER),
    "jina-si-lake.pdf": WORD,
    "zip.docx": archive({"a.txt": b"siri"}),
    "jar.docx": WORD[:-22] + b"\0\0" + WORD[-22:] + b"cafe",
    "nul.txt": b"Habari\0",
    "kilatini.txt": "Café".encode("latin-1"),
    "nzito.pdf": PDF + bytes(25 * 1024 * 1024),
    "tupu.pdf": b"",
}
