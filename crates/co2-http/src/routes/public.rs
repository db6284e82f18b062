//! The issuer's public files, and verification by anybody.

use crate::answer::{Json as Answered, negotiate, tagged, varied};
use crate::app::{App, blocking};
use crate::input::Credential;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Nothing, Route, Table, guarded, note};
use crate::token::Who;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use co2::PublicFolder;
use co2::cert::record::DocumentDigest;
use co2::cert::verify::{Check, Outcome};
use co2::cert::{
    HttpsUrl, RetirementRecord, Verified, VerifyError, VerifyOptions, verify, verify_jwt,
};
use co2::files::FileError;
use co2::render::{unbake_png, unbake_svg};
use co2::serials::{SerialFault, check_record};
use co2::store::{Folder, PublicStore};
use co2::units::error::chain;
use co2::units::{Day, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;
use std::sync::Arc;

/// The largest public file that is sent, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// What browsers may do with a page: show it, and nothing else.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    img-src 'self' data: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What browsers may do with the page that verifies certificates: run its own scripts, and fetch what a certificate
/// names.
const VERIFIER: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self' https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page that verifies certificates.
const VERIFY: &str = "verify/";

/// The greatest length of a name, in bytes. Longer ones have no file anywhere.
const NAME: usize = 255;

/// What verification found.
#[derive(Serialize, JsonSchema)]
struct Verdict {
    /// Whether every check is passed.
    verified: bool,
    /// The time for which it was asked.
    at: Timestamp,
    /// The checks, in the order in which they are made.
    checks: Vec<Checked>,
    /// Why it is not verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Whether the product was returned: what the certificate states was so, and its grams serve no other
    /// product.
    #[serde(skip_serializing_if = "Option::is_none")]
    spent: Option<bool>,
    /// When the status list was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_as_of: Option<Timestamp>,
    /// The day by which units were to be retired, if it has passed and the certificate does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    retirement_was_due_by: Option<Day>,
    /// The SHA-256 of the certificate, as hexadecimal digits, as the public log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    /// The certificate's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<HttpsUrl>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    /// What the certificate states.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RetirementRecord>,
}

/// A check and what became of it.
#[derive(Serialize, JsonSchema)]
struct Checked {
    /// `form`, `arithmetic`, `time`, `signature`, `status` or `serials`.
    check: String,
    /// `passed`, `failed` or `notReached`.
    outcome: String,
}

pub(super) fn add(table: &mut Table) {
    table.add(
        Route::post("/v1/verify", "verify")
            .tag("certificates")
            .by(Who::Public)
            .problems(&[Kind::NotFound])
            .does(
                "Verifies a certificate of this issuer.",
                "JSON, a `vc+jwt` token, or a badge with a certificate in it. A certificate that is not verified is \
                 an answer like another: see `verified`.",
            ),
        check,
    );
}

async fn check(call: Call<(), Nothing, Credential>) -> Result<Answered<Verdict>, Problem> {
    let Some(root) = &call.app.options.public else {
        return Err(Problem::new(Kind::NotFound, "this server has no public files"));
    };
    let (folder, at, bytes) = (PublicFolder::new(root), call.now, call.body.0);
    // Files are read.
    let verdict = blocking(move || {
        let bytes = credential(&bytes)?;
        let bytes = bytes.trim_ascii();
        let options = VerifyOptions::new(at, &folder);
        // A token is Base64url text with full stops; everything else is read as a certificate.
        let of_token = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
        let is_token = bytes.contains(&b'.') && bytes.iter().all(of_token);
        let found = if is_token { verify_jwt(bytes, &options) } else { verify(bytes, &options) };
        Ok::<_, Problem>(match found {
            Ok(verified) => match check_record(verified.certificate.record()) {
                Ok(_) => Verdict::verified(verified, at),
                Err(fault) => Verdict::serials(&fault, at),
            },
            Err(error) => Verdict::refused(&error, at),
        })
    });
    Ok(Answered(verdict.await??))
}

/// The credential of a badge, or the bytes themselves when they are no picture.
fn credential(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let taken = if bytes.starts_with(b"\x89PNG") {
        unbake_png(bytes)
    } else if bytes.trim_ascii_start().starts_with(b"<") {
        unbake_svg(&String::from_utf8_lossy(bytes))
    } else {
        return Ok(bytes.to_vec());
    };
    taken.map(String::into_bytes).map_err(|error| Problem::new(Kind::Value, chain(&error)))
}

/// The name of the check of serials.
const SERIALS: &str = "serials";

fn checked(check: &str, outcome: Outcome) -> Checked {
    Checked { check: check.to_owned(), outcome: outcome.as_str().to_owned() }
}

impl Verdict {
    fn verified(verified: Verified, at: Timestamp) -> Self {
        let certificate = verified.certificate;
        let names = verified.checks.iter().map(|check| check.as_str()).chain([SERIALS]);
        Self {
            verified: true,
            at,
            checks: names.map(|name| checked(name, Outcome::Passed)).collect(),
            error: None,
            spent: Some(verified.spent),
            status_as_of: Some(verified.status_as_of),
            retirement_was_due_by: verified.overdue.and_then(|day| Day::new(day).ok()),
            digest: Some(DocumentDigest::from_bytes(verified.digest).to_string()),
            id: Some(certificate.id().clone()),
            issuer: Some(certificate.issuer().did().to_string()),
            record: Some(certificate.record().clone()),
        }
    }

    fn not(at: Timestamp, error: String, checks: Vec<Checked>) -> Self {
        Self {
            verified: false,
            at,
            checks,
            error: Some(error),
            spent: None,
            status_as_of: None,
            retirement_was_due_by: None,
            digest: None,
            id: None,
            issuer: None,
            record: None,
        }
    }

    fn refused(error: &VerifyError, at: Timestamp) -> Self {
        let outcomes = error.outcomes();
        let mut checks: Vec<_> =
            outcomes.iter().map(|(check, outcome)| checked(check.as_str(), *outcome)).collect();
        checks.push(checked(SERIALS, Outcome::NotReached));
        Self::not(at, chain(error), checks)
    }

    fn serials(fault: &SerialFault, at: Timestamp) -> Self {
        let mut checks: Vec<_> =
            Check::ALL.iter().map(|check| checked(check.as_str(), Outcome::Passed)).collect();
        checks.push(checked(SERIALS, Outcome::Failed));
        Self::not(at, chain(fault), checks)
    }
}

/// Answers what no route has: with a public file, if there is one.
pub(crate) async fn file(app: Arc<App>, request: Request) -> Response {
    let asked = tokio::time::Instant::now();
    let (asks, _) = request.into_parts();
    let answer = find(&app, asks).await;
    let response = answer.unwrap_or_else(|problem| {
        note("file", &problem);
        let only_read = problem.kind == Kind::Method;
        let mut response = problem.into_response();
        if only_read {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        }
        response
    });
    app.metrics.answered("file", response.status(), asked.elapsed());
    guarded(response)
}

async fn find(app: &App, asks: Parts) -> Result<Response, Problem> {
    let none = || Problem::new(Kind::NotFound, "there is no such route or file");
    let name = name(asks.uri.path());
    let (Some(root), Some(name)) = (&app.options.public, name) else { return Err(none()) };
    if !matches!(asks.method, Method::GET | Method::HEAD) {
        return Err(Problem::new(Kind::Method, "public files are only read"));
    }
    let (root, headers) = (root.clone(), asks.headers);
    let found = blocking(move || read(&Folder::new(root), &name, &headers)).await?;
    let found = found.or_else(|error| if is_folder(&error) { Ok(None) } else { Err(error) });
    found.map_err(|error| Problem::failure(Kind::Internal, &error))?.ok_or_else(none)
}

/// Whether something is there that is no file.
fn is_folder(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<FileError>());
    matches!(cause, Some(FileError::NotAFile { .. }))
}

/// A path's file; `None` for a path that is not one of plain names, so that nothing outside the folder is
/// reached and no two paths have one file.
fn name(path: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
    let path = path.strip_prefix('/')?;
    if path == VERIFY {
        return Some(format!("{VERIFY}index.html"));
    }
    let fits = |name: &str| {
        !matches!(name, "" | "." | "..") && name.len() <= NAME && name.chars().all(plain)
    };
    // What publishers use for themselves is not public.
    let own = path.split('/').next_back().is_some_and(|name| {
        name.starts_with(".publish") || name.to_ascii_lowercase().ends_with(".part")
    });
    (path.split('/').all(fits) && !own).then(|| path.to_owned())
}

fn read(folder: &Folder, name: &str, headers: &HeaderMap) -> io::Result<Option<Response>> {
    // Browsers get the page of a certificate at its address.
    if name.starts_with("certificates/") && !name.contains('.') {
        let media = negotiate(headers, &["application/vc", "text/html"]);
        if media == Some("text/html")
            && let Some(page) = folder.read(&format!("{name}.html"), MAX_FILE)?
        {
            return Ok(Some(varied(sent(headers, "text/html; charset=utf-8", page))));
        }
        let found = folder.read(name, MAX_FILE)?;
        return Ok(found.map(|bytes| varied(sent(headers, media_type(name), bytes))));
    }
    let found = folder.read(name, MAX_FILE)?;
    Ok(found.map(|bytes| {
        let mut response = sent(headers, media_type(name), bytes);
        if name.starts_with(VERIFY) {
            let policy = HeaderValue::from_static(VERIFIER);
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }))
}

fn sent(headers: &HeaderMap, media: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = tagged(headers, media, bytes.into());
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // Anybody's page may verify certificates; nothing here depends on who asks.
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// The media type of a public file, by its name.
fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match (name.split('/').next().unwrap_or_default(), ending) {
        (".well-known", _) => "application/did+json",
        ("ns", _) => "application/ld+json",
        ("log", _) if name == "log/checkpoint" => "text/plain; charset=utf-8",
        (_, "html") => "text/html; charset=utf-8",
        (_, "css") => "text/css; charset=utf-8",
        (_, "js") => "text/javascript; charset=utf-8",
        (_, "svg") => "image/svg+xml",
        (_, "png") => "image/png",
        ("certificates" | "status", _) => "application/vc",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_have_a_file() {
        assert_eq!(name("/.well-known/did.json").as_deref(), Some(".well-known/did.json"));
        for other in [
            "",
            "/",
            "//a",
            "/a/",
            "/../a",
            "/a/./b",
            "/%2e%2e/a",
            "/a b",
            "/.publish.lock",
            "/certificates/x.part",
        ] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
