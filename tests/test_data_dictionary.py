from docs.data_dictionary import GUIDE, render


def test_the_data_dictionary_says_what_the_contracts_say() -> None:
    written = GUIDE.read_text(encoding="utf-8")

    assert written == render(), "the contracts changed: run make docs"
