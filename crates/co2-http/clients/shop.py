"""A shop in Python: a whole purchase with types that are generated from the OpenAPI document.

    python shop.py order|ship|late SHOP URL OUT

SHOP is a folder of `co2 init`, URL the server's address, and OUT a folder for the certificates. Between the steps the
server is stopped and started again.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote as escaped

import httpx
from pydantic import BaseModel

import api

Model = TypeVar("Model", bound=BaseModel)

step, shop, url, out = sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
order = "python-1"
JSON = "application/json"


class Refused(Exception):
    """A request is refused, with the problem document that says why."""

    def __init__(self, problem: api.Problem) -> None:
        super().__init__(f"{problem.type} {problem.field or ''}: {problem.detail}")
        self.problem = problem


class Client:
    """What the server answers, as the types that are generated; a refusal is an exception."""

    def __init__(self, token: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=60)

    def form(self, path: str, accept: str) -> bytes:
        return self._done(self.http.get(path, headers={"Accept": accept})).content

    def get(self, path: str, kind: type[Model], **query: str) -> Model:
        return kind.model_validate_json(self._done(self.http.get(path, params=query)).content)

    def post(
        self,
        path: str,
        kind: type[Model],
        body: BaseModel | bytes | None = None,
        media: str = JSON,
        key: str | None = None,
    ) -> Model:
        content = body.model_dump_json(exclude_unset=True).encode() if isinstance(body, BaseModel) else body
        headers = {"Content-Type": media} | ({"Idempotency-Key": key} if key else {})
        answer = self.http.post(path, content=content, headers=headers)
        return kind.model_validate_json(self._done(answer).content)

    def refused(self, path: str, body: BaseModel, key: str | None = None) -> api.Problem:
        """The problem document of a request that is not done."""
        try:
            self.post(path, api.Done, body, key=key)
        except Refused as refusal:
            return refusal.problem
        raise AssertionError(f"{path} is done")

    @staticmethod
    def _done(answer: httpx.Response) -> httpx.Response:
        if answer.is_error:
            raise Refused(api.Problem.model_validate_json(answer.content))
        return answer


def until(ask: Callable[[], Model], is_so: Callable[[Model], bool]) -> Model:
    """Asks until the answer is as it should be, and fails if it is not after half a minute."""
    for _ in range(300):
        answer = ask()
        if is_so(answer):
            return answer
        time.sleep(0.1)
    raise TimeoutError(f"the server still answers {answer}")


sales, office, anybody = Client("shop"), Client("operator"), Client()
cart = api.Cart.model_validate_json((shop / "cart.json").read_bytes())
buyer = api.Buyer(country="SE", audience="business")
choice = api.ChoiceProject(project="GS990001")


def of(order: str, step: str) -> str:
    return f"/v1/orders/{escaped(order, safe='')}/{step}"


def quoted() -> api.Terms:
    """The three fields of a quote that a reservation needs."""
    quote = sales.post("/v1/quotes", api.Quote, api.QuoteRequest(cart=cart, buyer=buyer, choice=choice))
    return api.Terms(rules=quote.rules, price=quote.price, valid_until=quote.valid_until)


def reservation(quote: api.Terms, cart: api.Cart = cart) -> api.ReserveRequest:
    return api.ReserveRequest(cart=cart, buyer=buyer, choice=choice, quote=quote)


def sell() -> None:
    """Credits come into stock; the cart is quoted, reserved and paid."""
    credits = (shop / "credits.csv").read_bytes()
    office.post("/v1/credits", api.ImportedCredits, credits, media="text/csv")
    assert office.post("/v1/credits", api.ImportedCredits, credits, media="text/csv").replayed

    quote = quoted()
    (out / "quote.json").write_text(quote.model_dump_json())
    assert not sales.post(of(order, "reserve"), api.Reservation, reservation(quote)).replayed

    # The customer presses the button twice.
    first = sales.post(of(order, "confirm"), api.Done)
    second = sales.post(of(order, "confirm"), api.Done)
    assert (first.order, first.replayed) == ("confirmed", False), first
    assert (second.order, second.replayed) == ("confirmed", True), second

    # Another cart under the same name is refused, and the answer says what differs.
    more = cart.model_copy(update={"lines": [line.model_copy(update={"quantity": 3}) for line in cart.lines]})
    problem = sales.refused(of(order, "reserve"), reservation(quote, more))
    assert (problem.status, problem.type) == (409, "/problems/conflict"), problem


def ship() -> None:
    """After the server was started again, the shop repeats what it has sent, and ships."""
    quote = api.Terms.model_validate_json((out / "quote.json").read_bytes())
    again = sales.post(of(order, "reserve"), api.Reservation, reservation(quote))
    assert (again.status, again.replayed) == ("confirmed", True), again
    assert sales.post(of(order, "confirm"), api.Done).replayed

    parcel = api.FulfilRequest(parcel=[api.Shipped(line=1, serial=f"PY000{number}") for number in (1, 2)])
    sent = sales.post(of(order, "fulfil"), api.Fulfilled, parcel)
    assert (len(sent.issued), sent.unfulfilled) == (2, []), sent
    assert sales.post(of(order, "fulfil"), api.Fulfilled, parcel) == sent

    certificate = of(order, f"certificates/{sent.issued[0].digest}")
    token = sales.form(certificate, "application/vc+jwt")
    (out / "certificate.json").write_bytes(sales.form(certificate, "application/vc"))
    (out / "certificate.jwt").write_bytes(token)
    (out / "badge.png").write_bytes(sales.form(certificate, "image/png"))

    # Anybody can verify it once the public files are written.
    verdict = until(
        lambda: anybody.post("/v1/verify", api.Verdict, token, media="application/vc+jwt"),
        lambda verdict: verdict.verified,
    )
    assert verdict.record and verdict.record.product.serial_number == "PY0001", verdict

    # A retirement is named by the shop: the same name with other units is another thing.
    units = sales.get(of(order, "units"), api.Units).units[0]
    asked = office.post("/v1/retirements", api.Done, units, key="python-retirement")
    assert (asked.recorded, asked.replayed) == (False, False), asked
    assert office.post("/v1/retirements", api.Done, units, key="python-retirement").replayed
    other = units.model_copy(update={"lot": "sample-landfill"})
    problem = office.refused("/v1/retirements", other, key="python-retirement")
    assert (problem.type, problem.field) == ("/problems/conflict", "lot"), problem

    # However often the shop asked, the order was paid once.
    told = office.get("/v1/events", api.Events, types="co2.order.confirmed.v1")
    assert [event.subject for event in told.events].count(order) == 1, told


def late() -> None:
    """The message that a customer has paid arrives after the reservation has expired, twice."""
    order = "python-2"
    sales.post(of(order, "reserve"), api.Reservation, reservation(quoted()))
    until(lambda: sales.get(f"/v1/orders/{order}", api.OrderLook), lambda look: look.status == "expired")
    paid = sales.post(of(order, "settle"), api.Payment)
    assert (paid.order, paid.reallocated) == ("confirmed", True), paid
    assert sales.post(of(order, "settle"), api.Payment).replayed


{"order": sell, "ship": ship, "late": late}[step]()
print(f"python: {step} is done")
