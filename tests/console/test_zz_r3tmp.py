import time
from typing import Any
from desk_stories import failed_refund_story
def test_x(desk: Any) -> None:
    from amends.console.models import DeskMistake, DeskRefund
    from django.contrib.auth.models import User
    import learning_told as told
    desk.tell([*failed_refund_story(), told.lesson(), told.done()])
    for n in range(8): User.objects.create(username=f"p{n}")
    row = DeskMistake.objects.values().first(); row.pop("id")
    DeskMistake.objects.bulk_create(DeskMistake(**{**row, "row_key": f"customer:{n}", "at": row["at"] - n*1000}) for n in range(50_000))
    ref = DeskRefund.objects.values().first(); ref.pop("id")
    base = ref["at"]
    DeskRefund.objects.bulk_create(DeskRefund(**{**ref, "row_key": f"c:{n}", "at": base + (n-100_000)*10_000_000, "verdict": "customer_right" if n % 50 == 0 else "record_right"}) for n in range(200_000))
    b = desk.browser()
    for path in ("/register", "/register", "/register?q=closed", f"/lessons/{told.LESSON}", f"/lessons/{told.LESSON}", "/digest/2026-05"):
        t = time.perf_counter(); a = b.get(path); print(path, a.status_code, round(time.perf_counter()-t, 2))
    assert 0
