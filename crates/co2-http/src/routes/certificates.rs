//! Certificates in the forms that people and programs read.

use super::OfOrder;
use super::orders::CertificateLink;
use crate::answer::{Answer, Json as Answered, negotiate, tagged, varied};
use crate::app::blocking;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Nothing, Route, Table};
use crate::token::Who;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use co2::Programme;
use co2::cert::Certificate;
use co2::ledger::{CoverageStatus, OrderId};
use co2::programme::PublishError;
use co2::render::{
    BadgeStyle, Locale, Look, Wording, certificate_page, record_badge, record_badge_png,
    suspended_page,
};
use co2::units::Digest;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A certificate by the digest of its bytes.
#[derive(Deserialize, JsonSchema)]
struct OfDigest {
    /// The SHA-256 of the certificate's bytes.
    digest: Digest,
}

/// A certificate of an order.
#[derive(Deserialize, JsonSchema)]
struct OfOrderAndDigest {
    /// The shop's name of the order.
    order: OrderId,
    /// The SHA-256 of the certificate's bytes.
    digest: Digest,
}

/// How a certificate is shown.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Shown {
    /// The language of the page and the badge, such as `sv`: one of the programme's languages, and the first of them
    /// when it is left out.
    #[serde(default)]
    locale: Option<String>,
}

/// Certificates that hold.
#[derive(Serialize, JsonSchema)]
struct Certificates {
    /// The newest one of each product that the order covers.
    certificates: Vec<CertificateLink>,
}

const JSON: &str = "application/vc";
const TOKEN: &str = "application/vc+jwt";
const PAGE: &str = "text/html; charset=utf-8";
/// The forms for programs; the first is what is sent when nothing is asked for.
const FORMS: [&str; 3] = [JSON, "application/json", TOKEN];
/// Those for people as well.
const ALL_FORMS: [&str; 6] =
    [JSON, "application/json", TOKEN, "text/html", "image/svg+xml", "image/png"];

pub(super) fn add(table: &mut Table) {
    let get = |path, id| Route::get(path, id).tag("certificates").by(Who::SHOP_OR_READER);
    table.add(
        get("/v1/orders/{order}/certificates", "certificates").problems(&[Kind::NotFound]).does(
            "The newest certificates of all products that an order covers.",
            "Those of products that came back or were replaced are left out.",
        ),
        list,
    );
    let problems = &[Kind::NotFound, Kind::NotAcceptable, Kind::Value];
    table.add(
        get("/v1/orders/{order}/certificates/{digest}", "certificateOfOrder")
            .problems(problems)
            .does(
                "A certificate that holds, in the form that `Accept` asks for.",
                "JSON, a `vc+jwt` token, a page, or a badge as SVG or PNG with the certificate in it.",
            ),
        of_order,
    );
    table.add(
        get("/v1/certificates/{digest}", "certificate").problems(problems).does(
            "A certificate by its digest, also one that holds no longer.",
            "JSON or a `vc+jwt` token. Whether it holds is what verification finds out.",
        ),
        by_digest,
    );
}

/// A certificate in some form.
struct Form<const PEOPLE: bool> {
    media: &'static str,
    bytes: Bytes,
}

impl<const PEOPLE: bool> Answer for Form<PEOPLE> {
    fn describe(_: &mut SchemaGenerator) -> Value {
        let forms: &[&str] = if PEOPLE { &ALL_FORMS } else { &FORMS };
        let form = |media: &&str| {
            let schema = match *media {
                JSON | "application/json" => json!({ "type": "object" }),
                _ => json!({ "type": "string" }),
            };
            ((*media).to_owned(), json!({ "schema": schema }))
        };
        Value::Object(forms.iter().map(form).collect())
    }

    fn answer(self, headers: &HeaderMap) -> Result<Response, Problem> {
        Ok(varied(tagged(headers, self.media, self.bytes)))
    }
}

async fn list(call: Call<OfOrder, Nothing, ()>) -> Result<Answered<Certificates>, Problem> {
    let found = call.app.programme.certificates_async(call.path.order.as_str()).await?;
    let certificates = found.iter().map(CertificateLink::from).collect();
    Ok(Answered(Certificates { certificates }))
}

async fn of_order(call: Call<OfOrderAndDigest, Shown, ()>) -> Result<Form<true>, Problem> {
    let media = form(&call.headers, &ALL_FORMS)?;
    let (programme, digest) = (&call.app.programme, call.path.digest);
    let order = programme.order_async(call.path.order.as_str(), call.now).await?;
    let order = order.ok_or_else(|| Problem::not_found("the order").of("order"))?;
    let holds = order.products.iter().find(|product| {
        product.certificate == Some(digest) && product.status == CoverageStatus::Live
    });
    let Some(product) = holds else {
        let detail = "the order has no product whose newest certificate this is";
        return Err(Problem::new(Kind::NotFound, detail).of("digest"));
    };
    let suspended = product.suspended.is_some();
    if suspended && media.starts_with("image/") {
        let detail = "the certificate is suspended, and has no badge for the time being";
        return Err(Problem::new(Kind::NotFound, detail).of("digest"));
    }
    let certificate = certificate(programme, digest).await?;
    let (programme, locale) = (programme.clone(), call.query.locale);
    let form = move || render(&programme, &certificate, media, locale.as_deref(), suspended);
    blocking(form).await?
}

async fn by_digest(call: Call<OfDigest, Nothing, ()>) -> Result<Form<false>, Problem> {
    let media = form(&call.headers, &FORMS)?;
    let programme = call.app.programme.clone();
    let certificate = certificate(&programme, call.path.digest).await?;
    let bytes = blocking(move || for_programs(&programme, &certificate, media)).await??;
    Ok(Form { media, bytes })
}

/// A certificate in a form, in a language when people read it.
fn render(
    programme: &Programme,
    certificate: &Certificate,
    media: &'static str,
    locale: Option<&str>,
    suspended: bool,
) -> Result<Form<true>, Problem> {
    let wording = || {
        let locales = programme.config().locales();
        let asked = locale.map(str::parse::<Locale>).transpose();
        let asked = asked.map_err(|error| Problem::value(&error, "locale"))?;
        let locale = asked.or_else(|| locales.first().copied()).unwrap_or(Locale::En);
        if !locales.contains(&locale) {
            let error = PublishError::Locale { locale, locales };
            return Err(Problem::value(&error, "locale"));
        }
        Wording::new(locale).map_err(|error| Problem::failure(Kind::Internal, &error))
    };
    let (media, bytes) = match media {
        "text/html" => {
            let (wording, look) = (wording()?, Look::default());
            let page = if suspended {
                suspended_page(certificate, &wording, &look)
            } else {
                certificate_page(certificate, &wording, &look)
            };
            let page = page.map_err(|error| Problem::failure(Kind::Internal, &error))?;
            (PAGE, page.into())
        }
        "image/svg+xml" => {
            (media, record_badge(certificate, BadgeStyle::default(), &wording()?).into())
        }
        "image/png" => (media, record_badge_png(certificate).into()),
        media => (media, for_programs(programme, certificate, media)?),
    };
    Ok(Form { media, bytes })
}

/// The form that is asked for.
fn form(headers: &HeaderMap, forms: &[&'static str]) -> Result<&'static str, Problem> {
    negotiate(headers, forms).ok_or_else(|| {
        let detail = format!("a certificate is {}", forms.join(", "));
        Problem::new(Kind::NotAcceptable, detail).of("Accept")
    })
}

async fn certificate(programme: &Programme, digest: Digest) -> Result<Certificate, Problem> {
    let found = programme.certificate_with_async(digest).await?;
    found.ok_or_else(|| Problem::not_found("the certificate").of("digest"))
}

/// The form for programs. A token is signed, perhaps by a key service.
fn for_programs(
    programme: &Programme,
    certificate: &Certificate,
    media: &str,
) -> Result<Bytes, Problem> {
    if media != TOKEN {
        return Ok(certificate.to_json().into());
    }
    let token = programme.token(certificate);
    Ok(token.map_err(|error| Problem::failure(Kind::Internal, &error))?.into())
}
