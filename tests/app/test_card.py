"""A resource's card: all that is known, the way there, tags that filter, what is alike, sharing."""

import re
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests import codes
from tests.app.conftest import Open
from tests.app.directory import PAGE_SIZE, alike, anchor, directory, ids, samples, share
from tests.app.files import BOTH, MADE_UP, Files, Row, km, of_area, said_km, tags
from tests.app.shown import (
    LANGS,
    PAGES,
    bodies,
    card,
    html,
    listed,
    names,
    options,
    plain,
    source,
    unbroken,
    words,
)

of_both = pytest.mark.parametrize("files", BOTH, ids=repr)
BY_ID = MADE_UP.by_id
# The most metres at which a link may drop a pin.
PIN_M = 300


def lines(at: AppTest) -> dict[str, str]:
    """The open card's lines by their labels, as they read."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card(at))
    return {label: unescape(re.sub(r"<[^>]+>", "", v.replace("<br>", " "))) for label, v in found}


def zone_of(row: Row, files: Files) -> Row:
    """The zone of a resource, or the part of it that is a corridor node."""
    nodes = (n for n in files.nodes.values() if n["subpark"] and n["subpark"] == row["subpark"])
    return files.seats[next((n["node"] for n in nodes), row["park"])]


def zone_contact(row: Row, files: Files) -> str:
    """What the files hold of the zone, where the resource's own contact or place is not known."""
    if row["position_basis"] != "area" and (row["phone"] or row["website"]):
        return ""
    zone = zone_of(row, files)
    name = zone["name_zh"].removesuffix("高新区")
    if not zone["website"] and not zone["address"]:
        return f"{name} 管委会的电话、网址、地址均未收录"
    parts = (zone["website"] or "网址未收录", zone["address"] or "地址未收录")
    return " ".join((name, *parts, "管委会电话未收录"))


def expected_lines(row: Row, files: Files) -> dict[str, str]:
    """The Chinese card's lines as they read, those known only."""
    park = files.name("park", row["park"], "zh")
    park += f" · {row['subpark']}" if row["subpark"] else ""
    dated = row["source_date"] or "日期未见"
    as_of = f"截至 {row['source_date']}" if row["source_date"] else "日期未见"
    near = f"±{float(row['radius_m']) / 1000:g} km"
    basis = f"仅知在该区域内（{near}）" if row["position_basis"] == "area" else f"位置约 {near}"
    carried = [(facet, c) for facet in ("chain", "cluster") for c in row[f"{facet}s"].split(";")]
    areas = [area for area in carried if area in files.areas]
    found = {
        "所在园区": park + (" 归属为推断" if row["confidence"] == "medium" else ""),
        "六链五群": " · ".join(files.name(*area, "zh") for area in areas) or "未标注",
        "级别": files.name("level", row["level"], "zh"),
        "状态": f"{files.name('status', row['status'], 'zh')}（{as_of}）",
        "运营单位": row["host"],
        "成立或认定": row["year"],
        "地址": row["address"],
        "区县": f"{row['city']} {row['district']}" if row["district"] else "",
        "位置": f"{basis} {float(row['lat']):.4f}°N {float(row['lon']):.4f}°E (WGS-84)",
        "电话": row["phone"],
        "网址": row["website"],
        "尚未收录": "、".join(
            name for name, column in (("电话", "phone"), ("网址", "website")) if not row[column]
        ),
        "园区联系": zone_contact(row, files),
        "说明": row["note"],
        "来源": f"{row['source_title']} · {dated}"
        + (" · 见于转载" if row["source_kind"] == "reprint" else ""),
    }
    return {label: text for label, text in found.items() if text}


@of_both
def test_card_tells_everything_the_register_knows(opened: Open, files: Files) -> None:
    at = directory(opened)
    for resource_id in samples(files):
        row = files.by_id[resource_id]
        at.query_params["id"] = resource_id
        at.run()
        assert not at.exception
        assert lines(at) == expected_lines(row, files)
        body = card(at)
        assert f'<h3 aria-level="2"><span lang="zh">{escape(row["name"])}</span></h3>' in body
        assert files.name("category", row["category"], "zh") in body
        assert resource_id in words(body)
        hrefs = [unescape(href) for href in re.findall(r'href="([^"]*)"', body)]
        expected = [f"tel:{row['phone']}"] if row["phone"] else []
        expected += [row["website"]] if row["website"] else []
        zone = zone_of(row, files)["website"]
        expected += [zone] if zone and zone_contact(row, files) else []
        if row["source_kind"] == "outlet" and row["source_url"]:
            expected.append(row["source_url"])
        assert hrefs == expected


@of_both
@pytest.mark.parametrize(
    ("lang", "search", "pin"),
    [
        ("zh", "位置不够精确，按名称与地址搜索，不落点", "直达该点"),
        ("en", "without a pin", "Opens at this point"),
    ],
)
def test_way_there_is_a_search_unless_the_position_is_exact(
    opened: Open, files: Files, lang: str, search: str, pin: str
) -> None:
    paths = {
        "uri.amap.com": "/search",
        "api.map.baidu.com": "/place/search",
        "apis.map.qq.com": "/uri/v1/search",
        "maps.apple.com": "/",
    }
    at = directory(opened, lang)
    for resource_id in samples(files):
        row = files.by_id[resource_id]
        at.query_params["id"] = resource_id
        at.run()
        ways = html(at, '<p class="ways"')
        links = [urlsplit(unescape(href)) for href in re.findall(r'href="([^"]*)"', ways)]
        assert {link.hostname for link in links} == set(paths)
        if row["position_basis"] == "published" and int(row["radius_m"]) <= PIN_M:
            assert pin in words(ways)
            continue
        assert search in words(ways)
        assert {link.hostname: link.path for link in links} == paths
        for link in links:
            asked = parse_qs(link.query)
            assert not {"position", "location", "marker", "ll", "center"} & asked.keys()
            wanted = " ".join(" ".join(values) for values in asked.values())
            assert row["name"] in wanted
            assert row["city"] in wanted
            assert row["address"] in unquote(wanted)


def test_tags_of_a_card_filter(opened: Open) -> None:
    at = directory(opened, id="zgc-001", category=["pilot", "transfer"])
    key = "card_tags_zgc-001"
    assert names(at, key) == ["中关村", "研发创新", "机器人", "国家级", "运行"]
    assert at.button_group(key=key).value == []
    at.button_group(key=key).set_value(["park:zgc"]).run()
    assert at.query_params == {"id": "zgc-001", "park": "zgc", "category": ["pilot", "transfer"]}
    at.button_group(key=key).set_value(["park:zgc", "category:rd"]).run()
    assert at.query_params == {"id": "zgc-001", "park": "zgc", "category": "rd"}
    at.button_group(key=key).set_value(["park:zgc", "category:rd", "chain:robot"]).run()
    assert at.query_params["chain"] == "robot"
    assert at.button_group(key=key).value == ["park:zgc", "category:rd", "chain:robot"]
    at.button_group(key=key).set_value(["category:rd", "chain:robot"]).run()
    assert at.query_params == {"id": "zgc-001", "category": "rd", "chain": "robot"}
    passing = [i for i, r in BY_ID.items() if r["category"] == "rd" and "robot" in tags(r)]
    assert ids(at) == passing[:PAGE_SIZE]


@of_both
def test_card_lists_similar_resources_that_open(opened: Open, files: Files) -> None:
    row = max(files.resources, key=lambda row: len(alike(row, files)))
    expected = alike(row, files)[:6]
    assert expected
    at = directory(opened, id=row["resource_id"])
    assert [files.ids[name] for name in listed(at, "card_resources")] == expected
    # Each with how far it is.
    for line in options(at, "card_resources"):
        assert re.search(r"约 \d+ km|\d+ km 以内", plain(line))
    at.button_group(key="card_resources").set_value(expected[-1]).run()
    assert at.query_params == {"id": expected[-1]}
    assert files.by_id[expected[-1]]["name"] in words(card(at))


def lacking(row: Row, files: Files) -> list[tuple[str, Row, str]]:
    """The steps of a resource's chain that its zone lacks, each with the nearest resource of the
    nearest zone that has it, and what is said of that zone."""
    park, expected = row["park"], []
    area = next(area for area in files.areas if area[1] in tags(row))
    for step in files.categories:
        held = [r for r in files.resources if r["park"] == park and r["category"] == step]
        found = files.nearest(park, step, files.parks, files.in_park, area)
        if found and not [r for r in held if of_area(r, area)]:
            there, own = found
            first = min(own, key=lambda r: km(anchor(row), anchor(r)))
            far = said_km(files.km(park, there), "zh")
            text = f"{files.why(held, area)}；最近：{files.short('park', there, 'zh')} {far}"
            expected.append((step, first, text))
    return expected


@of_both
def test_card_says_who_is_nearest_for_what_its_zone_lacks(opened: Open, files: Files) -> None:
    """Of its own chain; the line opens the card of the one nearest to this resource."""
    for row in (r for r in files.resources if r["park"] != "zgc" and tags(r)):
        if expected := lacking(row, files):
            break
    at = directory(opened, id=row["resource_id"])
    shown = [unbroken(plain(line)) for line in options(at, "card_nearest")]
    for line, (step, first, text) in zip(shown, expected, strict=True):
        assert line.startswith(f"**{files.short('category', step, 'zh')}** {text}")
        assert first["name"] in line
    step, first, _ = expected[0]
    at.button_group(key="card_nearest").set_value(f"category:{step}").run()
    assert at.query_params == {"id": first["resource_id"]}


@pytest.mark.parametrize(
    ("lang", "untagged", "alone"),
    [
        ("zh", "未标注链或集群", "没有同类同链"),
        ("en", "no chain or cluster", "The register lists none"),
    ],
)
def test_card_says_why_nothing_is_similar(
    opened: Open, lang: str, untagged: str, alone: str
) -> None:
    free = next(r for r in MADE_UP.resources if not tags(r))
    only = next(r for r in MADE_UP.resources if tags(r) and not alike(r, MADE_UP))
    for row, said in ((free, untagged), (only, alone)):
        at = directory(opened, lang, id=row["resource_id"])
        assert [body for body in bodies(at) if said in body]
        assert "card_resources" not in [group.key for group in at.button_group]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("directory", {"q": "健康 a&b=“c”", "sort": "name", "view": "park"}),
        ("directory", {"pick": ["zgc-003", "zgc-001"], "view": "picked", "lang": "en"}),
        ("map", {"park": ["zgc", "tianjin"], "q": "健康"}),
    ],
)
def test_share_holds_link_coordinates_and_address(
    opened: Open, page: str, query: dict[str, str | list[str]]
) -> None:
    at = opened(page, **query, id="zgc-001")
    assert not at.code
    share(at, f"http://intranet:8501/{page}")
    link, where, address = (code.value for code in at.code)
    row = BY_ID["zgc-001"]
    assert link.startswith(f"http://intranet:8501/{page}?")
    asked = parse_qs(link.partition("?")[2], strict_parsing=True)
    assert asked == {k: v if isinstance(v, list) else [v] for k, v in at.query_params.items()}
    assert set(asked) == {*query, "id"}
    lat, lon = float(row["lat"]), float(row["lon"])
    assert where == f"{lat:.6f}, {lon:.6f} (WGS-84, ±{row['radius_m']} m)"
    assert address == row["address"]


def test_share_without_an_address_has_none(opened: Open) -> None:
    row = next(row for row in MADE_UP.resources if not row["address"])
    assert len(share(directory(opened, id=row["resource_id"])).code) == 2


def test_qr_is_offered_only_with_a_public_address_and_holds_it(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = share(directory(opened, q="健康", id="zgc-008"))
    assert not [body for body in bodies(at) if 'class="qr"' in body]
    for public in ("https://atlas.example.cn", "https://atlas.example.cn/jjj/"):
        monkeypatch.setenv("ATLAS_PUBLIC_URL", public)
        at.run()
        address = f"{public.rstrip('/')}/directory?q=%E5%81%A5%E5%BA%B7&id=zgc-008"
        assert codes.read_html(html(at, '<img class="qr"')) == address
        # The text to copy stays that of the address in use.
        assert at.code[0].value.startswith("http://localhost:8501/directory?")


def test_address_too_long_for_a_qr_code_is_a_sentence(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.example.cn")
    everything = list(BY_ID)
    at = share(directory(opened, id=everything[0], pick=everything))
    assert not at.exception
    assert html(at, '<p class="quiet">本视图的链接太长')
    assert not [body for body in bodies(at) if 'class="qr"' in body]
    assert "放入清单" not in [button.label for button in at.button]  # The rest of the card stands.


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_shows_the_card(opened: Open, page: str, lang: str) -> None:
    at = opened(page, id="zgc-001", lang=lang)
    assert not at.exception
    assert BY_ID["zgc-001"]["name"] in words(card(at))
    assert html(at, '<p class="ways"')
    assert at.button_group(key="card_resources").options
    assert at.query_params["id"] == "zgc-001"


@pytest.mark.parametrize("page", PAGES)
def test_card_puts_into_the_basket_and_out(opened: Open, page: str) -> None:
    at = opened(page, id="zgc-008", pick="zgc-001")
    assert at.button(key="card_pick").label == "放入清单"
    at.button(key="card_pick").click().run()
    assert at.query_params == {"id": "zgc-008", "pick": ["zgc-001", "zgc-008"]}
    assert at.button(key="card_pick").label == "移出清单"
    at.button(key="card_pick").click().run()
    assert at.query_params == {"id": "zgc-008", "pick": "zgc-001"}


@of_both
def test_a_card_lists_what_shares_its_place_on_the_map(opened: Open, files: Files) -> None:
    def where(row: Row) -> tuple[str, str]:
        return row["lon"], row["lat"]

    placed = [row for row in files.resources if row["position_basis"] != "area"]
    shared = next(row for row in placed if sum(where(o) == where(row) for o in placed) > 2)
    others = [o["name"] for o in placed if where(o) == where(shared) and o is not shared]
    at = opened("map", id=shared["resource_id"])
    shown = [plain(line) for line in options(at, "card_place")]
    assert len(shown) == len(others)
    assert all(any(name in line for line in shown) for name in others)
    alone = next(row for row in placed if sum(where(o) == where(row) for o in placed) == 1)
    area = next(row for row in files.resources if row["position_basis"] == "area")
    for row in (alone, area):
        at = opened("map", id=row["resource_id"])
        assert "card_place" not in {group.key for group in at.button_group}


@of_both
def test_without_an_address_for_corrections_the_card_says_where_to_turn(
    opened: Open, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_FEEDBACK_EMAIL", raising=False)
    for resource_id in samples(files)[:6]:
        row = files.by_id[resource_id]
        markup = html(opened("map", id=resource_id), '<article class="card"')
        [panel] = re.findall(r'popovertarget="([^"]*)"><span>更正反馈</span>', markup)
        said, zone = source(markup, panel), zone_of(row, files)
        assert "部署者未设更正邮箱" in said
        assert "ATLAS_FEEDBACK_EMAIL" in said
        assert resource_id in said
        ways = [way for way in (zone["website"], zone["address"]) if way]
        assert " ".join(ways) in said
        assert ("网址、地址、电话均未收录" in said) == (not ways)
        if zone["website"]:
            assert f'href="{escape(zone["website"])}"' in markup.partition("<div popover")[2]


def test_with_an_address_for_corrections_the_card_writes_to_it(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_FEEDBACK_EMAIL", "atlas@example.org")
    markup = html(opened("map", id="tianjin-001"), '<article class="card"')
    assert 'href="mailto:atlas@example.org?subject=tianjin-001' in markup
    assert "popover" not in markup


@pytest.mark.parametrize("lang", LANGS)
def test_where_the_host_takes_corrections_the_card_leads_to_the_form(
    opened: Open, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_FEEDBACK", "yes")
    markup = html(opened("map", id="tianjin-001", lang=lang), '<article class="card"')
    assert f'href="feedback?id=tianjin-001&amp;lang={lang}"' in markup
