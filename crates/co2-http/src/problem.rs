//! Why a request is refused: problem documents of RFC 9457.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use co2::cert::proof::SignError;
use co2::journal::SubmitError;
use co2::ledger::CommandError;
use co2::ledger::error as ledger;
use co2::programme::{
    AfterSaleError, CertifyError, FulfilError, ImportCreditsError, OrderError, PutRulesError,
    ReserveError, RetireError,
};
use co2::quote::QuoteError;
use co2::units::IdError;
use co2::units::error::chain;
use schemars::JsonSchema;
use serde::Serialize;

/// The media type of a problem document.
pub const PROBLEM: &str = "application/problem+json";

/// The kinds of problems in one table: name, `type`, status, title.
macro_rules! kinds {
    ($($(#[doc = $about:literal])* $name:ident = $slug:literal, $status:ident, $title:literal;)*) => {
        /// A kind of problem. What a client compares is its [`type`](Kind::uri), which never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Kind {$( $(#[doc = $about])* $name, )*}

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The `type` of the problem document, such as `/problems/conflict`.
            pub const fn uri(self) -> &'static str {
                match self { $(Self::$name => concat!("/problems/", $slug),)* }
            }

            /// The status of the answer.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// The title, for people.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means, in sentences.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => concat!($($about),*).trim(),)* }
            }
        }
    };
}

kinds! {
    /// The request cannot be read: a parameter, a header or the JSON is not what it must be.
    Malformed = "malformed", BAD_REQUEST, "The request cannot be read";
    /// The request has no token, or one that is not known.
    Unauthorized = "unauthorized", UNAUTHORIZED, "A token is needed";
    /// The role of the token does not allow this request.
    Forbidden = "forbidden", FORBIDDEN, "The token's role does not allow it";
    /// There is no such route, order, retirement, certificate or file.
    NotFound = "not-found", NOT_FOUND, "There is no such thing";
    /// The route exists, but not with this method.
    Method = "method-not-allowed", METHOD_NOT_ALLOWED, "The route does not have this method";
    /// The answer has none of the media types that the request accepts.
    NotAcceptable = "not-acceptable", NOT_ACCEPTABLE, "No media type that is accepted";
    /// The request did not arrive in time.
    Slow = "slow-request", REQUEST_TIMEOUT, "The request took too long to arrive";
    /// The same operation or order was given before with other content, which `field` names.
    Conflict = "conflict", CONFLICT, "Given before with other content";
    /// The ledger refuses the step, because of how the order, the product or the units stand.
    Refused = "refused", CONFLICT, "The step is not possible now";
    /// Not enough credits are free under the choice and the rules.
    Stock = "insufficient-stock", CONFLICT, "Not enough credits";
    /// The quote has expired, its price has risen, or its rules are no longer in force: a new quote is needed.
    Outdated = "quote-outdated", CONFLICT, "A new quote is needed";
    /// The reservation was not confirmed in time.
    Expired = "reservation-expired", CONFLICT, "The reservation has expired";
    /// The position is one of another ledger, or this ledger ends before it, as after it was restored from an older
    /// copy. What was read until then may not be what this ledger has.
    Position = "unknown-position", CONFLICT, "The ledger does not have this position";
    /// The body has more bytes than the server accepts.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The body has another media type than the route reads.
    MediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Another media type is needed";
    /// The request can be read, but a value of it cannot be used.
    Value = "unusable-value", UNPROCESSABLE_ENTITY, "A value cannot be used";
    /// The server failed. What went wrong is in its log.
    Internal = "internal", INTERNAL_SERVER_ERROR, "The server failed";
    /// The ledger cannot be used for the moment. Nothing has taken effect.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "The ledger cannot be used now";
    /// Too many requests of this sort are waiting. Nothing has taken effect.
    Busy = "busy", SERVICE_UNAVAILABLE, "Too many requests are waiting";
    /// The product is covered, and its certificate could not be signed or recorded now. The same request again
    /// finishes it.
    Uncertified = "not-certified", SERVICE_UNAVAILABLE, "Covered, and not yet certified";
    /// It is not known whether the step took effect. The same request again finds out, and has no second effect.
    Unknown = "outcome-unknown", SERVICE_UNAVAILABLE, "The outcome is not known";
    /// The answer took too long. The step may have taken effect: send the same request again.
    Timeout = "timeout", SERVICE_UNAVAILABLE, "The answer took too long";
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub kind: Kind,
    /// What is wrong here, in a sentence.
    pub detail: String,
    /// The field at fault: a path into the body, a parameter or a header.
    pub field: Option<String>,
    /// Whether the same request can succeed later.
    pub retry: bool,
    /// What is written to the log, and not to the client.
    pub(crate) cause: Option<String>,
}

/// A problem document as it is written.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Document<'a> {
    /// The kind of problem, by which clients tell problems apart; a path below this server.
    #[serde(rename = "type")]
    kind: &'a str,
    /// The kind of problem, for people.
    title: &'a str,
    /// The status of the answer.
    #[schemars(range(min = 400, max = 599))]
    status: u16,
    /// What is wrong with this request, for people.
    detail: &'a str,
    /// The field at fault: a path into the body, a parameter or a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// Whether the same request can succeed later without any other change.
    retry: bool,
}

impl Problem {
    /// A problem of this kind. A server that cannot answer now may be asked again.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let retry = kind == Kind::Slow || kind.status() == StatusCode::SERVICE_UNAVAILABLE;
        Self { kind, detail: detail.into(), field: None, retry, cause: None }
    }

    /// The same with the field at fault.
    #[must_use]
    pub fn of(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// A failure of the server. What it was is for its log only: it may name files and addresses.
    pub(crate) fn failure(kind: Kind, error: &dyn std::error::Error) -> Self {
        let mut problem = Self::new(kind, kind.about());
        problem.cause = Some(chain(error));
        problem
    }

    /// Why a value of the request cannot be used.
    pub(crate) fn value(error: &dyn std::error::Error, field: &str) -> Self {
        Self::new(Kind::Value, chain(error)).of(field)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(Kind::NotFound, format!("{what} is not known"))
    }

    /// The document as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let status = self.kind.status().as_u16();
        let (kind, title) = (self.kind.uri(), self.kind.title());
        let (detail, field, retry) = (&*self.detail, self.field.as_deref(), self.retry);
        serde_json::to_value(Document { kind, title, status, detail, field, retry })
            .unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.to_json().to_string()));
        *response.status_mut() = self.kind.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        match self.kind {
            Kind::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            kind if kind.status() == StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match &error {
            SubmitError::Refused(refused) => Self::refused(refused),
            SubmitError::OutcomeUnknown { .. } => Self::failure(Kind::Unknown, &error),
            // One that is closed is closed because this server stops: there is one after it, or beside it.
            SubmitError::TooLate | SubmitError::Closed => Self::failure(Kind::Unavailable, &error),
            error if error.is_transient() => Self::failure(Kind::Unavailable, error),
            error => Self::failure(Kind::Internal, error),
        }
    }
}

impl Problem {
    /// What a refusal of the ledger means to a client.
    fn refused(error: &CommandError) -> Self {
        use CommandError::{
            Assign, Certificate, Conflict, Earlier, Import, MakeGood, Order, Reserve, Retirement,
            Rules, Time,
        };
        let (kind, field) = match error {
            Conflict { field, .. } => (Kind::Conflict, Some(*field)),
            Order(ledger::OrderError::UnknownOrder { .. })
            | Assign(ledger::AssignError::UnknownOrder { .. }) => (Kind::NotFound, Some("order")),
            Retirement(ledger::RetirementError::UnknownRetirement { .. }) => {
                (Kind::NotFound, Some("operation"))
            }
            Retirement(ledger::RetirementError::UnknownLot { .. }) => (Kind::Value, Some("lot")),
            Order(ledger::OrderError::ReservationExpired { .. }) => (Kind::Expired, None),
            Reserve(ledger::ReserveError::InsufficientStock { .. })
            | MakeGood(ledger::MakeGoodError::InsufficientStock { .. }) => (Kind::Stock, None),
            Reserve(ledger::ReserveError::PriceChanged { .. }) => (Kind::Outdated, Some("price")),
            Reserve(ledger::ReserveError::RulesNotInForce { .. }) => {
                (Kind::Outdated, Some("rules"))
            }
            Reserve(
                ledger::ReserveError::UnknownProject { .. }
                | ledger::ReserveError::NotEligible { .. }
                | ledger::ReserveError::UnknownFilter { .. },
            ) => (Kind::Value, Some("choice")),
            Reserve(
                ledger::ReserveError::Lines
                | ledger::ReserveError::LineTwice { .. }
                | ledger::ReserveError::EmptyLine { .. }
                | ledger::ReserveError::TooManyProducts
                | ledger::ReserveError::TooLarge,
            ) => (Kind::Value, Some("cart.lines")),
            Import(error) => import(error),
            Certificate(ledger::CertificateError::Shortfall { .. }) => (Kind::Refused, None),
            // Something happened to the coverage while its certificate was made: it is made again.
            Certificate(_) => return Self::failure(Kind::Uncertified, error),
            // The clock and the rules are the server's, and so is reading what was archived.
            Time(_) | Rules(_) | Earlier { .. } => return Self::failure(Kind::Internal, error),
            _ => (Kind::Refused, None),
        };
        let mut problem = Self::new(kind, chain(error));
        problem.field = field.map(str::to_owned);
        problem.retry = error.is_transient();
        problem
    }
}

/// What a refused import means, and which column is at fault: a table that is wrong, or one that does not go with
/// what is in stock.
fn import(error: &ledger::ImportError) -> (Kind, Option<&'static str>) {
    use ledger::ImportError::{
        Buffer, BufferSerial, ConvertedAway, ConvertedHeld, ConvertedTwice, LotKnown, NoUnitSize,
        Overlap, ProjectDiffers, ProjectMismatch, ProjectName, Size, TooManyLots, UnitSize,
        UnknownProject, VintageDiffers,
    };
    match error {
        LotKnown { .. } => (Kind::Refused, Some("lot")),
        ProjectDiffers { field, .. } => (Kind::Refused, Some(*field)),
        Overlap { .. } | ConvertedHeld { .. } | ConvertedTwice { .. } | ConvertedAway { .. } => {
            (Kind::Refused, Some("serial"))
        }
        TooManyLots => (Kind::Refused, None),
        ProjectMismatch { field, .. } => (Kind::Value, Some(*field)),
        UnknownProject { .. } | Buffer { .. } | BufferSerial { .. } | Size { .. } => {
            (Kind::Value, Some("serial"))
        }
        VintageDiffers { .. } => (Kind::Value, Some("vintage")),
        ProjectName { .. } => (Kind::Value, Some("project_name")),
        UnitSize { .. } | NoUnitSize { .. } => (Kind::Value, Some("unit_size")),
        _ => (Kind::Value, None),
    }
}

/// Why a certificate is not made: for the product's name, for what became of its units, for the keeper of the key,
/// or for what only the issuer can mend.
impl From<CertifyError> for Problem {
    fn from(error: CertifyError) -> Self {
        match error {
            CertifyError::Lost => {
                let mut problem = Self::new(Kind::Refused, chain(&error));
                // Once they are made good.
                problem.retry = true;
                problem
            }
            CertifyError::Url(error) => Self::value(&error, "serial"),
            CertifyError::Sign(SignError::Signer(_)) => Self::failure(Kind::Uncertified, &error),
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<IdError> for Problem {
    fn from(error: IdError) -> Self {
        Self::new(Kind::Malformed, chain(&error))
    }
}

impl From<PutRulesError> for Problem {
    fn from(error: PutRulesError) -> Self {
        match error {
            PutRulesError::Ledger(error) => error.into(),
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<QuoteError> for Problem {
    fn from(error: QuoteError) -> Self {
        match error {
            QuoteError::Ledger(error) => error.into(),
            QuoteError::PutRules(error) => error.into(),
            QuoteError::Refused(error) => Self::refused(&error.into()),
            QuoteError::Buyer(error) => Self::value(&error, "buyer"),
            error @ QuoteError::Rules { .. } => Self::failure(Kind::Internal, &error),
            error => Self::value(&error, "cart.lines"),
        }
    }
}

impl From<ReserveError> for Problem {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Ledger(error) => error.into(),
            ReserveError::Order(error) => error.into(),
            ReserveError::Quote(error) => error.into(),
            ReserveError::QuoteExpired { .. } => {
                Self::new(Kind::Outdated, chain(&error)).of("quote.valid_until")
            }
            ReserveError::PriceChanged { .. } => {
                Self::new(Kind::Outdated, chain(&error)).of("quote.price")
            }
            ReserveError::RulesChanged { .. } => {
                Self::new(Kind::Outdated, chain(&error)).of("quote.rules")
            }
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Order(error) => error.into(),
            OrderError::Rules(error) => error.into(),
            OrderError::Ledger(error) => error.into(),
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<FulfilError> for Problem {
    fn from(error: FulfilError) -> Self {
        match error {
            FulfilError::Ledger(error) => error.into(),
            FulfilError::Name(error) => error.into(),
            FulfilError::UnknownOrder { .. } => {
                Self::new(Kind::NotFound, chain(&error)).of("order")
            }
            FulfilError::UnknownLine { .. } | FulfilError::OtherLine { .. } => {
                Self::new(Kind::Value, chain(&error)).of("line")
            }
            FulfilError::Returned { .. } | FulfilError::Replaced { .. } => {
                Self::new(Kind::Refused, chain(&error))
            }
            FulfilError::Certify { source, .. } => source.into(),
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<AfterSaleError> for Problem {
    fn from(error: AfterSaleError) -> Self {
        match error {
            AfterSaleError::Name(error) => error.into(),
            AfterSaleError::Product(error) => error.into(),
            AfterSaleError::Ledger(error) => error.into(),
            error @ AfterSaleError::Reason(_) => Self::value(&error, "reason"),
            error @ AfterSaleError::NoSuspensionList { .. } => {
                Self::new(Kind::Refused, chain(&error))
            }
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<RetireError> for Problem {
    fn from(error: RetireError) -> Self {
        match error {
            RetireError::Name(error) => error.into(),
            RetireError::Ledger(error) => error.into(),
            RetireError::UnknownOrder { .. } => {
                Self::new(Kind::NotFound, chain(&error)).of("order")
            }
            RetireError::Serial(error) => Self::value(&error, "serial"),
            RetireError::Reference(error) => Self::value(&error, "reference"),
            RetireError::Day(error) => Self::value(&error, "date"),
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

impl From<ImportCreditsError> for Problem {
    fn from(error: ImportCreditsError) -> Self {
        match error {
            ImportCreditsError::Ledger(error) => error.into(),
            ImportCreditsError::Rules(error) => error.into(),
            ImportCreditsError::TooLarge { .. } => Self::new(Kind::TooLarge, chain(&error)),
            ImportCreditsError::Table(error) => {
                let place = error.column.as_ref();
                let place = place.map_or_else(String::new, |column| format!(".{column}"));
                Self::new(Kind::Value, chain(&error)).of(format!("line {}{place}", error.line))
            }
            error => Self::failure(Kind::Internal, &error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use co2::cert::proof::SignerError;
    use co2::journal::Position;
    use co2::ledger::CoverageId;
    use co2::units::Co2e;

    fn of(error: impl Into<Problem>) -> (Kind, Option<String>, bool) {
        let problem = error.into();
        let unavailable = problem.kind.status() == StatusCode::SERVICE_UNAVAILABLE;
        let response = problem.clone().into_response();
        assert_eq!(response.headers().contains_key(header::RETRY_AFTER), unavailable);
        assert!(!unavailable || problem.retry);
        (problem.kind, problem.field, problem.retry)
    }

    #[test]
    fn what_the_ledger_cannot_do_now_may_be_asked_for_again() {
        let reason = || "the disk is full".into();
        let behind = SubmitError::Behind { asked: Position::new(7), head: Position::new(5) };
        for error in [
            SubmitError::Closed,
            SubmitError::TooLate,
            SubmitError::Full,
            SubmitError::Contended,
            SubmitError::NotWritten { reason: reason() },
            SubmitError::Unreachable { reason: reason() },
            behind,
        ] {
            assert_eq!(of(error), (Kind::Unavailable, None, true));
        }
        let unknown = SubmitError::OutcomeUnknown { key: None, reason: reason() };
        assert_eq!(of(unknown), (Kind::Unknown, None, true));
        let broken = SubmitError::Broken { reason: reason() };
        assert_eq!(of(broken.clone()), (Kind::Internal, None, false));
        assert!(!Problem::from(broken).detail.contains("disk"));
    }

    #[test]
    fn an_import_is_wrong_or_does_not_go_with_the_stock() {
        let lot = || "gs-1".parse().unwrap();
        let refused = |error| of(SubmitError::Refused(CommandError::Import(error)));
        let field = |name: &str| Some(name.to_owned());
        let known = ledger::ImportError::LotKnown { lot: lot() };
        assert_eq!(refused(known), (Kind::Refused, field("lot"), false));
        let overlap = ledger::ImportError::Overlap {
            lot: lot(),
            serial: "a".into(),
            other: lot(),
            other_serial: "b".into(),
        };
        assert_eq!(refused(overlap), (Kind::Refused, field("serial"), false));
        let size = ledger::ImportError::NoUnitSize { lot: lot() };
        assert_eq!(refused(size), (Kind::Value, field("unit_size"), false));
        assert_eq!(refused(ledger::ImportError::Empty), (Kind::Value, None, false));
    }

    #[test]
    fn a_certificate_that_is_not_made_says_who_can_mend_it() {
        let certify = |source| of(FulfilError::Certify { serial: "A1".to_owned(), source });
        assert_eq!(certify(CertifyError::Lost), (Kind::Refused, None, true));
        assert_eq!(certify(CertifyError::Due), (Kind::Internal, None, false));
        let signer = SignError::from(SignerError::new("the key service is away"));
        assert_eq!(certify(signer.into()), (Kind::Uncertified, None, true));
        assert_eq!(certify(SignError::NotAnObject.into()), (Kind::Internal, None, false));
        let url = "no address".parse::<co2::cert::HttpsUrl>().unwrap_err();
        assert_eq!(certify(url.into()), (Kind::Value, Some("serial".to_owned()), false));
        let coverage: CoverageId = serde_json::from_str("1").unwrap();
        let lacking = Co2e::from_grams(1);
        let certificate = |error| of(SubmitError::Refused(CommandError::Certificate(error)));
        let lost = ledger::CertificateError::Shortfall { coverage, lacking };
        assert_eq!(certificate(lost), (Kind::Refused, None, true));
        let stale = ledger::CertificateError::Stale { coverage, edition: 2, given: 1 };
        assert_eq!(certificate(stale), (Kind::Uncertified, None, true));
    }
}
