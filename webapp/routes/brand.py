"""The brand that an account's clips are dressed in: names, colours, a logo."""

from base64 import b64encode
from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from tasks.brand import Brand, Logo

from .. import tokens
from ..app import current
from ..openapi import operation
from ..requests import form, json_body, uploaded_logo
from ..schemas.brand import Brand as BrandSchema
from ..schemas.brand import BrandNames, LogoForm

blueprint = Blueprint("brand", __name__, url_prefix="/brand")


@blueprint.get("")
@operation({200: BrandSchema}, errors=(401,))
def get_brand() -> Response:
    """Your brand; empty until you give one."""
    return _answer(tokens.account_id())


@blueprint.put("")
@operation({200: BrandSchema}, json=BrandNames, errors=(400, 401, 413, 422, 429))
def put_brand() -> Response:
    """Replace names and colours; the logo stays. Clips made from now on have them."""
    account_id = tokens.account_id()
    current.accounts.save_brand(account_id, Brand(**json_body(BrandNames).model_dump()))
    return _answer(account_id)


@blueprint.put("/logo")
@operation({200: BrandSchema}, form=LogoForm, errors=(400, 401, 413, 415, 422, 429))
def put_logo() -> Response:
    """Replace the logo: a PNG or WebP picture, best on a transparent background, of at most 2 MB."""
    account_id, picture = tokens.account_id(), uploaded_logo()
    form(LogoForm)
    logo = Logo(picture.content, f"image/{picture.format.lower()}", picture.width, picture.height)
    current.accounts.save_logo(account_id, logo)
    return _answer(account_id)


@blueprint.delete("/logo")
@operation({200: BrandSchema}, errors=(401,))
def delete_logo() -> Response:
    """Remove the logo."""
    account_id = tokens.account_id()
    current.accounts.save_logo(account_id, None)
    return _answer(account_id)


def _answer(account_id: int) -> Response:
    brand, logo = current.accounts.brand(account_id), current.accounts.logo(account_id)
    logo_url = f"data:{logo.content_type};base64,{b64encode(logo.content).decode()}" if logo else None
    response = jsonify(BrandSchema(**asdict(brand), logo_url=logo_url).model_dump(mode="json"))
    response.headers["Cache-Control"] = "no-store"
    return response
