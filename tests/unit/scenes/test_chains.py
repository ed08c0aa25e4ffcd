"""Chains and clusters, and their paths, equal the register."""

from tests.unit.scenes.stories import ENTRIES, V, by_category, rows, silent_parks, tagged, told


def test_chains_count_their_rows_and_name_leaders_before_pairings() -> None:
    scene = told()["chains"]
    assert scene.chart
    assert scene.table
    for i, name in enumerate(scene.chart.categories):
        [term] = {
            t.code: t
            for t in (*V.chains, *V.clusters)
            if t.name("zh") == name and t.code not in V.twins
        }.values()
        having = [r for r in rows() if term.code in f"{r['chains']};{r['clusters']}".split(";")]
        assert tuple(s.values[i] for s in scene.chart.series) == by_category(having)
        speaking = {r["park"] for r in rows() if tagged(r)}
        held = {(r["park"], r["category"]) for r in having}
        _, leaders, pairs = scene.table.rows[i]
        most = max(V.parks, key=lambda park: sum(r["park"] == park.code for r in having))
        n = sum(r["park"] == most.code for r in having)
        assert leaders.startswith(f"{most.short('zh')} {n}")
        steps = {step for _, step in held}
        assert int(pairs) == sum(
            (park, c.code) not in held and c.code in steps
            for park in speaking
            for c in V.categories
        )
    absent = [park for park in V.parks if not rows(park=park.code)]
    said = [note for note in scene.notes if "配对" in note or note.startswith("登记册未收录")]
    for parks, sentence in zip((silent_parks(), absent), said, strict=True):
        assert [p for p in V.parks if p.short("zh") in sentence] == parks


def test_one_chain_is_a_path_and_several_are_both() -> None:
    one = told(ENTRIES.filter(chain=("robot",)))
    assert one["chains"].title == "机器人 · 创新路径"
    assert one["chains"].table
    cells = {row[0]: row[1:] for row in one["chains"].table.rows}
    assert silent_parks()
    assert not cells.keys() & {park.short("zh") for park in silent_parks()}
    assert cells["天津滨海"][0].startswith("→唐山 约")
    robots = [r for r in rows(park="zgc", category="rd") if "robot" in r["chains"].split(";")]
    assert cells["中关村"][0] == str(len(robots))
    several = told(ENTRIES.filter(chain=("robot",), cluster=("ic",)))
    assert [c for c in several if c.startswith("chains")] == ["chains", "chains-robot", "chains-ic"]
    assert several["chains"].chart
    assert several["chains"].chart.categories == ("机器人", "集成电路")
