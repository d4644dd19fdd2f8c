"""Small invented exports of each kind: what becomes text, what becomes columns, and whether the counts tally."""

import io

import pytest
from docx import Document
from openpyxl import Workbook

from framing.corpus import describe_file, read_articles
from framing.corpus.exportdates import find_date

RUSSIAN = (
    "Никто не пострадал, сообщила пресс-служба города. "
    "Она стоила городу больше, чем обещали строители, и будет принимать суда до зимы."
)
BODY = [
    "The harbour of Velt opened on Monday, said Mayor Ina Trost.",
    "Language: that is what divides them, she said.",
]


def docx(documents, *, announced=None, contents=False):
    file = Document()
    if announced is not None:
        file.add_paragraph(f"Documents ({announced})")
        for number, document in enumerate(documents, start=1):
            if contents:
                file.add_paragraph(f"{number}. {document['headline']}")
                file.add_paragraph("Client/Matter: -None-")
        file.add_paragraph("")
    for document in documents:
        lines = [document["headline"], document.get("outlet", "The Velt Courier"), document["date"], ""]
        lines += ["Copyright 2019 Velt Press All Rights Reserved", *document.get("fields", []), "Body", ""]
        for line in [*lines, *BODY, *document.get("tail", [])]:
            file.add_paragraph(line)
        file.add_paragraph("\nEnd of Document")
        file.add_paragraph("")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


FIELDS = ["Section:\xa0NEWS; Pg. A3", "Length:\xa01,204 words", "Byline:\xa0Oda Lenz"]
TAIL = [
    "Graphic",
    "",
    "A crane at dusk",
    "Classification",
    "",
    "Language:\xa0ENGLISH",
    "\nLoad-Date:\xa0July 2, 2019",
]


@pytest.mark.parametrize("contents", [True, False])
def test_docx(tmp_path, contents):
    documents = [
        {
            "headline": "A harbour opens",
            "date": "July 1, 2019 Monday 9:20 PM GMT Final Edition",
            "fields": FIELDS,
            "tail": TAIL,
        },
        {"headline": "Ein Hafen", "date": "Montag 1. Juli 2019"},
        {"headline": "Un port", "date": "1er juillet 2019", "outlet": "Washington Post"},
    ]
    (tmp_path / "x.bin").write_bytes(docx(documents, announced=3 if contents else None, contents=contents))
    articles, problems = read_articles(tmp_path / "x.bin")
    assert articles["headline"].tolist() == ["A harbour opens", "Ein Hafen", "Un port"]
    assert articles["text"].tolist() == ["\n\n".join([title, *BODY]) for title in articles["headline"]]
    assert articles["date"].dt.strftime("%Y-%m-%d %H:%M").tolist() == [
        "2019-07-01 21:20",
        *["2019-07-01 00:00"] * 2,
    ]
    first = articles.iloc[0]
    assert (first["section"], first["page"], first["word_count"], first["byline"]) == (
        "NEWS; Pg. A3",
        "A3",
        1204,
        "Oda Lenz",
    )
    assert (first["edition"], first["time_zone"], first["graphic"]) == (
        "Final Edition",
        "GMT",
        "A crane at dusk",
    )
    assert first["load_date"] == "July 2, 2019"
    assert first["copyright"].startswith("Copyright 2019")
    assert set(problems["code"]) == {"unknown_outlet"}
    assert articles["outlet_id"].tolist()[2] == "washington_post"


def test_docx_that_announces_more_than_it_holds(tmp_path):
    (tmp_path / "x.docx").write_bytes(docx([{"headline": "A", "date": "July 1, 2019"}], announced=2))
    articles, problems = read_articles(tmp_path / "x.docx")
    assert len(articles) == 1
    message = problems.loc[problems["code"] == "tally", "message"].item()
    assert "says that it holds 2 documents; 1 were found" in message


CLASSIC = """Terms: harbour

                     1 of 2 DOCUMENTS


                     The Velt Courier (Velt)

                     January 11, 2010 Monday
                     Edition 1; National

A harbour opens on
a Monday

BYLINE: Oda Lenz

SECTION: NEWS; Pg. 3

LENGTH: 355 words

The harbour of Velt opened on Monday,
said Mayor Ina Trost.

DUFFER: I do not think so.
Language: that is what divides them, she said.

LOAD-DATE: January 11, 2010

LANGUAGE: ENGLISH

GRAPHIC: A crane
at dusk

                     Copyright 2010 Velt Press
                     All Rights Reserved

                     2 of 2 DOCUMENTS

                     The Velt Courier (Velt)

                     12. Januar 2010

A crane falls

LÄNGE: 12 Wörter

Nobody was hurt.

LOAD-DATE: January 12, 2010
"""


def test_classic_text(tmp_path):
    (tmp_path / "x.txt").write_text(CLASSIC, encoding="cp1252")
    articles, problems = read_articles(tmp_path / "x.txt", language="en")
    assert articles["headline"].tolist() == ["A harbour opens on a Monday", "A crane falls"]
    first, second = articles["text"]
    assert first.split("\n\n")[1:] == [
        "The harbour of Velt opened on Monday, said Mayor Ina Trost.",
        "DUFFER: I do not think so. Language: that is what divides them, she said.",
    ]
    assert second == "A crane falls\n\nNobody was hurt."
    assert articles["date"].dt.day.tolist() == [11, 12]
    assert articles["word_count"].tolist() == [355, 12]
    assert articles["graphic"].iloc[0] == "A crane at dusk"
    assert articles["copyright"].iloc[0] == "Copyright 2010 Velt Press All Rights Reserved"
    assert "tally" not in set(problems["code"])


def test_nexis_html(tmp_path):
    rows = ["1 of 2 DOCUMENTS", "Velt Wire", "March 14, 2013 Thursday 11:21 AM GMT", "A harbour <b>opens</b>"]
    rows += [
        "LENGTH: 12 words",
        *BODY,
        "LOAD-DATE: March 15, 2013",
        "LANGUAGE: ENGLISH",
        "Copyright 2013 Velt Wire",
    ]
    page = '<html><meta DOCUMENTS="2"><body><!-- <DOCFULL> --><a name="DOC_ID_1_0"></a>'
    page += (
        "".join(f'<div class="c4"><p class="c5"><span>{row}</span></p></div>' for row in rows)
        + "</body></html>"
    )
    (tmp_path / "x.html").write_text(page)
    articles, problems = read_articles(tmp_path / "x.html")
    assert articles["text"].tolist() == ["\n\n".join(["A harbour opens", *BODY])]
    assert articles["time_zone"].item() == "GMT"
    assert "tally" in set(problems["code"])


def factiva(ui):
    words, date, language, number = ui
    return f"""<html><title>Factiva</title><body><div class="article enArticle"><p>\n</p><div>News</div>
<div id="hd"><span class="enHeadline counted">7) A harbour opens</span></div><div class="author">Oda Lenz</div>
<div>1,204 {words}</div><div>{date}</div><div>21:05</div><div>The Velt Courier</div><div>VLTC</div>
<div>Late Edition</div><div>A13</div><div>{language}</div><div>(c) 2013 Velt Press</div><p></p>
<p class="articleParagraph enarticleParagraph">{BODY[0].replace("harbour", "<b>harbour</b>")}</p>
<p class="articleParagraph enarticleParagraph">{BODY[1]}</p><p>Velt Press Limited</p>
<p>{number} VLTC000020130709e97900abc</p></div></body></html>"""


@pytest.mark.parametrize(
    "ui",
    [
        ("words", "9 July 2013", "English", "Document"),
        ("Wörter", "9 Juli 2013", "Englisch", "Dokument"),
        ("mots", "9 juillet 2013", "Anglais", "Document"),
        ("palabras", "9 julio 2013", "Inglés", "Documento"),
        ("parole", "9 luglio 2013", "Inglese", "Documento"),
        ("palavras", "9 Julho 2013", "Inglês", "Documento"),
        ("слов", "9 Июль 2013", "Английский", "Документ"),
    ],
)
def test_factiva_in_any_language_of_its_interface(tmp_path, ui):
    (tmp_path / "x.htm").write_text(factiva(ui), encoding="utf-8")
    article = read_articles(tmp_path / "x.htm")[0].iloc[0]
    assert article["text"] == "\n\n".join(["A harbour opens", *BODY])
    assert article["date"].strftime("%Y-%m-%d %H:%M") == "2013-07-09 21:05"
    assert (article["outlet"], article["byline"], article["section"]) == (
        "The Velt Courier",
        "Oda Lenz",
        "News",
    )
    assert (article["page"], article["edition"], article["word_count"]) == ("A13", "Late Edition", 1204)
    assert article["article_id"] == "VLTC000020130709e97900abc"
    assert article["language_given"] == ui[2]


def test_factiva_with_field_codes(tmp_path):
    cells = {
        "HD": "A harbour opens",
        "WC": "12 words",
        "PD": "9 July 2013",
        "SN": "The Velt Courier",
        "LP": f"<p>{BODY[0]}</p>",
    }
    cells |= {"TD": f"<p>{BODY[1]}</p>", "AN": "Document VLTC000020130709e97900abc"}
    rows = "".join(f"<tr><td><b>{code}</b></td><td>{cell}</td></tr>" for code, cell in cells.items())
    page = f'<html><title>Factiva</title><div class="article enArticle"><table>{rows}</table></div></html>'
    (tmp_path / "x.html").write_text(page)
    article = read_articles(tmp_path / "x.html")[0].iloc[0]
    assert article["text"] == "\n\n".join(["A harbour opens", *BODY])


def integrum():
    cell = "^ИС:\n Вельт \n<br>^РБ:\n ГОРОД<br>^ДТ:\n 09.02.1994<br>^АВ:\n Ода Ленц<br>^ЗГ:\n Гавань<br>"
    text = f"     Гавань <font color='#FF0000'><b>Вельта</b></font>\nоткрыта.\n     {RUSSIAN}"
    head = '<html><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    contents = '<body>1. <a href="#1">Гавань</a>2. <a href="#2">Кран</a>'
    table = f'<div><a name="1"></a><table><tr><td>{cell}</td></tr></table><h3>Гавань</h3>'
    return (f"{head}{contents}{table}<pre>{text}</pre></div></body></html>").encode("cp1251")


def test_integrum_html(tmp_path):
    (tmp_path / "x.html").write_bytes(integrum())
    articles, problems = read_articles(tmp_path / "x.html")
    article = articles.iloc[0]
    assert article["text"] == f"Гавань\n\nГавань Вельта открыта.\n\n{RUSSIAN}"
    assert (article["outlet"], article["section"], article["byline"]) == ("Вельт", "ГОРОД", "Ода Ленц")
    assert (str(article["date"].date()), article["language"]) == ("1994-02-09", "ru")
    assert "tally" in set(problems["code"])


def test_integrum_spreadsheet(tmp_path):
    book = Workbook()
    book.active.append(["Источник", "Дата", "Время", "Заголовок", "Анонс", "Автор"])
    book.active.append(["Вельт", "31.12.12", "12:59", "Гавань", "Гавань Вельта открыта.", "Ода Ленц"])
    book.save(tmp_path / "x.xlsx")
    article = read_articles(tmp_path / "x.xlsx")[0].iloc[0]
    assert article["text"] == "Гавань\n\nГавань Вельта открыта."
    assert article["date"].strftime("%Y-%m-%d %H:%M") == "2012-12-31 12:59"
    assert article["byline"] == "Ода Ленц"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Lundi 3 Février 2014", "2014-02-03"), ("5 de mayo de 2014", "2014-05-05"), ("3 marca 2015", "2015-03-03"),
        ("Friday, March 4th, 2011", "2011-03-04"),
        ("4 maart 2011 vrijdag", "2011-03-04"), ("5 мая 2014 г.", "2014-05-05"),
        ("Sabato 1 marzo 2014", "2014-03-01"), ("2014年3月1日", "2014-03-01"), ("31.12.99", "1999-12-31"),
    ],
)  # fmt: skip
def test_dates_of_the_interface_languages(line, date):
    assert str(find_date(line).value.date()) == date


@pytest.mark.parametrize(
    "line", ["May 2003", "4/5/2017", "31 February 2010", "The bridge of 1999", "", "99 May 20144"]
)
def test_dates_that_are_none(line):
    assert find_date(line) is None


def test_a_skeleton_holds_no_word_of_the_articles(tmp_path):
    files = {
        "a.txt": CLASSIC.encode(),
        "b.html": factiva(("words", "9 July 2013", "English", "Document")).encode(),
    }
    files |= {"c.docx": docx([{"headline": "A harbour opens", "date": "July 1, 2019"}]), "d.html": integrum()}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        skeleton = describe_file(tmp_path / name)
        assert skeleton == describe_file(tmp_path / name)
        for word in ("harbour", "Velt", "Trost", "Lenz", "Гавань", "Ленц", "2013", "2010"):
            assert word not in skeleton
    assert "End of Document" in describe_file(tmp_path / "c.docx")
    assert '<div class="article enArticle">' in describe_file(tmp_path / "b.html")


def test_a_damaged_spreadsheet_is_an_error_that_says_so(tmp_path):
    book = Workbook()
    book.active.append(["Источник", "Дата", "Заголовок", "Анонс"])
    book.active.append(["Вельт", "31.12.12", "Гавань", "Гавань Вельта открыта."])
    book.save(tmp_path / "x.xlsx")
    data = bytearray((tmp_path / "x.xlsx").read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 24
    data[at : at + 60] = b"\xff" * 60
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(ValueError, match=r"x\.xlsx is not a readable spreadsheet"):
        read_articles(tmp_path / "x.xlsx")
