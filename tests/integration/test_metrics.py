"""What Prometheus reads: its labels are ours, for each is kept for good."""

import re

from tests.client import Client, Site


def labels(client: Client) -> set[tuple[str, str, str]]:
    """Route, method and status of everything that was counted."""
    text = client.get("/metrics").text
    found = re.findall(r'limelight_request_seconds_count\{method="(.*)",route="(.*)",status="(.*)"\}', text)
    return {(route, method, status) for method, route, status in found}


def test_what_callers_invent_does_not_become_a_label(site: Site, anyone: Client) -> None:
    # When somebody asks with invented methods and addresses
    for number in range(20):
        assert anyone.http.request(f"INVENTED-{number}", f"/auth/login?{number}").status_code == 405
        assert anyone.get(f"/invented/{number}").status_code == 404
        assert anyone.get(f"/static/invented-{number}.js").status_code == 404

    # Then they share one label each
    counted = labels(anyone)
    assert {("other", "other", "405"), ("other", "GET", "404")} <= counted
    assert ("/static/<path:filename>", "GET", "404") in counted
    assert "invented" not in str(counted).lower()
