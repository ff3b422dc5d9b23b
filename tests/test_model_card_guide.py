from docs.model_card import GUIDE, render


def test_the_model_card_says_what_the_plan_and_the_measurements_say() -> None:
    written = GUIDE.read_text(encoding="utf-8")

    assert written == render(), "plan, limits or results changed: run make docs"
