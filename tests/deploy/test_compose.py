"""The container files say nothing that the settings do not know, and open nothing to others."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.server import check_address
from graph.settings import load_settings, variable_names

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
INSTRUCTIONS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]
FROM_OUTSIDE = re.compile(r"\$\{[A-Z0-9_]+:(\?[^}]+|-[^}]*)\}")

each_service = pytest.mark.parametrize("service", SERVICES)


def instructions(word: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == word]


def test_every_variable_of_ours_is_a_setting() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8") + DOCKERFILE

    assert sorted(set(re.findall(r"GUANLIAN_[A-Z0-9_]+", text)) - set(variable_names())) == []


def test_the_settings_of_the_application_choose_neo4j_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    in_image = re.findall(r"(GUANLIAN_[A-Z_]+)=(\S+)", " ".join(instructions("ENV")))
    for name, value in [*in_image, *SERVICES["application"]["environment"].items()]:
        monkeypatch.setenv(name, FROM_OUTSIDE.sub("given from outside", value))

    settings = load_settings()

    assert settings.store == "neo4j"
    assert settings.neo4j.uri == "bolt://neo4j:7687"
    assert settings.neo4j.secret() == "given from outside"
    check_address(settings.server.host, published_on_loopback=settings.server.published_on_loopback)
    assert SERVICES["application"]["ports"] == [f"127.0.0.1:{settings.server.port}:{settings.server.port}"]
    assert SERVICES["application"]["volumes"] == [f"home:{settings.home}"]


@each_service
def test_ports_are_published_on_loopback_only(service: str) -> None:
    ports = SERVICES[service]["ports"]

    assert ports
    assert [port for port in ports if not re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)] == []


@each_service
def test_every_service_says_whether_it_is_healthy(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert "NONE" not in SERVICES[service]["healthcheck"]["test"]


def test_the_application_waits_for_a_healthy_database() -> None:
    assert SERVICES["application"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_nothing_runs_as_root() -> None:
    accounts = [instructions("USER")[-1], SERVICES["neo4j"]["user"]]

    assert INSTRUCTIONS.index(["USER", accounts[0]]) > INSTRUCTIONS.index(["FROM", instructions("FROM")[-1]])
    assert "user" not in SERVICES["application"]
    assert [account for account in accounts if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", account)] == []


@each_service
def test_no_service_may_gain_rights(service: str) -> None:
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in SERVICES[service]


def test_the_application_writes_to_its_home_only() -> None:
    assert SERVICES["application"]["read_only"] is True
    assert SERVICES["application"]["tmpfs"] == ["/" + "tmp"]


def test_every_image_names_its_version() -> None:
    images = [service["image"] for service in SERVICES.values()]
    images += [image.split(" AS ")[0] for image in instructions("FROM")]

    assert SERVICES["neo4j"]["image"] == "neo4j:5.26-community"
    assert [image for image in images if not re.fullmatch(r"[a-z0-9]+:\d+\.\d+[a-z0-9.-]*", image)] == []


def test_volumes_have_names() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]]

    assert sorted(mounted) == sorted(COMPOSE["volumes"])


def test_secrets_come_from_outside_and_have_no_default() -> None:
    secrets = [
        value
        for service in SERVICES.values()
        for name, value in service["environment"].items()
        if re.search("PASSWORD|AUTH|SALT|SECRET", name)
    ]

    assert len(secrets) == 2
    assert all(re.fullmatch(r"(neo4j/)?\$\{GUANLIAN_NEO4J__PASSWORD:\?[^}]+\}", value) for value in secrets)
    assert re.search("(?i)password|salt|secret", DOCKERFILE) is None


def test_the_image_holds_the_packages_and_nothing_else() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.findall(r'"(\w+)"', re.findall(r"^packages = \[(.+)\]", pyproject, re.MULTILINE)[0])
    copied = [
        word.split()[0] for word in instructions("COPY") if not word.startswith(("--from", "pyproject"))
    ]
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    # The page is built from its source in the first stage; the image takes the wheel alone.
    needed = [*packages, "web"]
    assert sorted(copied) == sorted(needed)
    assert {f"!{package}" for package in needed} <= set(allowed)
    assert next(line for line in allowed if not line.startswith("#")) == "*"


def test_no_file_names_a_host_of_packages_or_images() -> None:
    text = DOCKERFILE + (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    hosts = [host for host in re.findall(r"https?://([^/'\":\s]+)", text) if host != "127.0.0.1"]

    assert hosts == []
    assert "pypi" not in text
    assert "docker.io" not in text
