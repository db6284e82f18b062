//! Subdivisions, countries, blocs and the world.

mod bloc;
mod country;
mod region;
mod subdivision;

pub use self::bloc::Bloc;
pub use self::country::Country;
pub use self::region::Region;
pub use self::subdivision::Subdivision;

/// The error for a text that names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// The text is not an ISO 3166-1 alpha-2 code. For `UK` and `EL` the message names `GB` and
    /// `GR`.
    #[error("unknown country {code:?}; write {}", country::instead(code))]
    UnknownCountry {
        /// The text given, at most its first 16 characters.
        code: String,
    },
    /// The text is not an ISO 3166-2 code.
    #[error("unknown subdivision {code:?}; write an ISO 3166-2 code such as US-CA")]
    UnknownSubdivision {
        /// The text given, at most its first 16 characters.
        code: String,
    },
    /// The text is not the code of a bloc.
    #[error("unknown bloc {code:?}; write EU, EEA or NORDICS")]
    UnknownBloc {
        /// The text given, at most its first 16 characters.
        code: String,
    },
}
