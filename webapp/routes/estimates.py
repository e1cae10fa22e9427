"""What an ad will probably cost, before anything is uploaded."""

from flask import Blueprint, Response, jsonify, request

from tasks.db.pool import Connection, run
from tasks.engines.prices import PRICES_DATE
from tasks.engines.video_prices import VIDEO_PRICES_DATE
from tasks.plans import enhancement_plans, estimated_costs, video_plans

from .. import tokens
from ..app import current
from ..openapi import operation
from ..requests import query
from ..schemas.estimates import Estimate, EstimateItem, EstimateQuery

blueprint = Blueprint("estimates", __name__, url_prefix="/ai/estimate")


@blueprint.get("")
@operation({200: Estimate}, access="open", query=EstimateQuery, errors=(401, 422))
def get_estimate() -> Response:
    """What a task will probably cost, and what you have spent today; a visitor has spent nothing."""
    asked, settings = query(EstimateQuery), current.settings
    account_id = tokens.account_id() if "Authorization" in request.headers else None
    plans = video_plans(settings, asked.duration) if asked.kind == "video" else enhancement_plans(settings)
    with current.db.connection() as connection:
        costs = estimated_costs(connection, plans)
        spent_usd = _spent_usd(connection, account_id) if account_id else 0.0
    known = [cost for cost in costs.values() if cost is not None]
    estimate = Estimate(
        total_usd=float(sum(known)) if len(known) == len(plans) else None,
        items=[EstimateItem(stage=plan.stage, model=plan.model, cost_usd=_float(costs[plan.stage])) for plan in plans],
        spent_today_usd=spent_usd,
        daily_limit_usd=_float(current.settings.daily_spend_limit_usd or None),
        prices_date=VIDEO_PRICES_DATE if asked.kind == "video" else PRICES_DATE,
    )
    return jsonify(estimate.model_dump(mode="json"))


def _spent_usd(connection: Connection, account_id: int) -> float:
    [row] = run(connection, "committed_usd", account_id=account_id, except_task_id=None)
    return float(row["usd"])


def _float(amount: object) -> float | None:
    return None if amount is None else float(str(amount))
