"""`amends demo` ends at a desk that is filled, in one command."""

from pathlib import Path

from desk_in_use import served


def test_the_first_page_of_the_demo_is_filled_and_leads_to_the_case_of_story_1(tmp_path: Path) -> None:
    with served("demo", "--dir", str(tmp_path), "--customers", "100", "--port", "0", "--no-browser") as desk:
        status, queue = desk.get("/")
        assert status == 200
        assert "M. Lindqvist" in queue
        status, case = desk.get("/customers/refund:R-2291")
        assert status == 200
        assert "failed at the gateway on 9 May" in case
        status, sources = desk.get("/sources")
        assert "gateway-b" in sources
