//! Subdivisions, countries, blocs and the world.

mod bloc;
mod country;
mod region;
mod subdivision;

pub use self::bloc::Bloc;
pub use self::country::Country;
pub use self::region::Region;
pub use self::subdivision::Subdivision;

/// Why a text names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// No ISO 3166-1 alpha-2 code. For `UK` and `EL` the message names `GB` and `GR`.
    #[error("unknown country {code:?}; write {}", country::instead(code))]
    UnknownCountry {
        /// What was given, at most its first 16 characters.
        code: String,
    },
    /// No ISO 3166-2 code.
    #[error("unknown subdivision {code:?}; write an ISO 3166-2 code such as US-CA")]
    UnknownSubdivision {
        /// What was given, at most its first 16 characters.
        code: String,
    },
    /// No code of a bloc.
    #[error("unknown bloc {code:?}; write EU, EEA or NORDICS")]
    UnknownBloc {
        /// What was given, at most its first 16 characters.
        code: String,
    },
}
