//! Who may do what: tokens and their roles.

use crate::problem::{Kind, Problem};
use axum::http::{HeaderMap, header};
use co2::units::Digest;
use co2::units::text::ShortText;
use core::fmt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq};

/// What the owner of a token may do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// Sells: quotes, orders and what comes after them.
    Shop,
    /// Runs the programme: everything.
    Operator,
    /// Looks: orders, certificates, figures, events, metrics.
    Reader,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Shop => "shop",
            Self::Operator => "operator",
            Self::Reader => "reader",
        })
    }
}

/// A token that is accepted. The token itself is not kept, only its SHA-256: draw it from 32 random bytes, since
/// nothing slows down whoever tries out guesses of a short one.
///
/// ```
/// use co2_http::{Role, Token};
/// use co2::units::Digest;
///
/// let token = Token::new("shop".parse()?, Role::Shop, Digest::of(b"6b1f...a token of 64 digits"));
/// assert_eq!(token.name().as_str(), "shop");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    name: ShortText,
    role: Role,
    sha256: Digest,
}

impl Token {
    /// A token by the SHA-256 of its characters. The name is for the log.
    pub const fn new(name: ShortText, role: Role, sha256: Digest) -> Self {
        Self { name, role, sha256 }
    }

    /// Its name in the log.
    pub const fn name(&self) -> &ShortText {
        &self.name
    }

    /// What its owner may do.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The SHA-256 of its characters.
    #[cfg(feature = "serve")]
    pub(crate) const fn sha256(&self) -> &Digest {
        &self.sha256
    }
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Everybody.
    Public,
    /// Whoever has a token of one of these roles; operators always.
    Roles(&'static [Role]),
}

impl Who {
    /// Operators only.
    pub(crate) const OPERATOR: Self = Self::Roles(&[]);
    pub(crate) const SHOP: Self = Self::Roles(&[Role::Shop]);
    pub(crate) const READER: Self = Self::Roles(&[Role::Reader]);
    pub(crate) const SHOP_OR_READER: Self = Self::Roles(&[Role::Shop, Role::Reader]);

    /// The roles that may use it, in the order of [`Role`]; none for a public route.
    pub(crate) fn roles(self) -> Vec<Role> {
        let Self::Roles(roles) = self else { return Vec::new() };
        let mut roles = roles.to_vec();
        roles.push(Role::Operator);
        roles.sort_unstable();
        roles
    }

    /// Lets a request pass and says by which token, or says why not.
    pub(crate) fn check<'a>(
        self,
        headers: &HeaderMap,
        tokens: &'a [Token],
    ) -> Result<Option<&'a Token>, Problem> {
        let Self::Roles(_) = self else { return Ok(None) };
        let given = bearer(headers).ok_or_else(|| {
            Problem::new(Kind::Unauthorized, "send a token: Authorization: Bearer TOKEN")
                .of("Authorization")
        })?;
        let token = find(given, tokens).ok_or_else(|| {
            Problem::new(Kind::Unauthorized, "the token is not known").of("Authorization")
        })?;
        if self.roles().contains(&token.role) {
            return Ok(Some(token));
        }
        let detail = format!("a token of the role {} may not do this", token.role);
        Err(Problem::new(Kind::Forbidden, detail).of("Authorization"))
    }
}

/// The token of a request. RFC 9110 lets the name of the scheme have any case.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The token with this text. All are compared, each in constant time.
fn find<'a>(given: &str, tokens: &'a [Token]) -> Option<&'a Token> {
    let given = Digest::of(given.as_bytes());
    let mut found = None;
    for token in tokens {
        let same: Choice = token.sha256.as_bytes().ct_eq(given.as_bytes());
        if bool::from(same) {
            found = Some(token);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(value: &str) -> HeaderMap {
        [(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap())].into_iter().collect()
    }

    #[test]
    fn a_token_is_known_by_its_hash_and_does_what_its_role_may() {
        let name = || "a".parse().unwrap();
        let tokens = [
            Token::new(name(), Role::Shop, Digest::of(b"shop-token")),
            Token::new(name(), Role::Operator, Digest::of(b"operator-token")),
        ];
        let kind = |who: Who, value: &str| {
            who.check(&of(value), &tokens).map(drop).map_err(|problem| problem.kind)
        };
        assert_eq!(kind(Who::SHOP, "Bearer shop-token"), Ok(()));
        assert_eq!(kind(Who::SHOP, "bearer  shop-token"), Ok(()));
        assert_eq!(kind(Who::SHOP, "Bearer operator-token"), Ok(()));
        assert_eq!(kind(Who::OPERATOR, "Bearer shop-token"), Err(Kind::Forbidden));
        assert_eq!(kind(Who::READER, "Bearer shop-token"), Err(Kind::Forbidden));
        for unknown in ["Bearer shop-toke", "Bearer ", "Bearer", "Basic shop-token", "shop-token"] {
            assert_eq!(kind(Who::SHOP, unknown), Err(Kind::Unauthorized), "{unknown}");
        }
        // The hash in the configuration is not a token.
        let hash = format!("Bearer {}", Digest::of(b"shop-token"));
        assert_eq!(kind(Who::SHOP, &hash), Err(Kind::Unauthorized));
        assert_eq!(Who::Public.check(&HeaderMap::new(), &[]), Ok(None));
        let none = Who::SHOP.check(&HeaderMap::new(), &tokens);
        assert_eq!(none.map_err(|p| p.kind), Err(Kind::Unauthorized));
    }
}
