//! Where an issuer's certificates stand in its status lists.
//!
//! A coverage has one index, spread by a secret key, and each of its certificates, the first and those
//! that supersede it, a revocation list of its own. So a superseded certificate is revoked, and its successor is
//! not. All of them share one entry in the list of suspended certificates and one in that of spent ones, if they have
//! them.

use co2_cert::status::{MIN_ENTRIES, StatusEntry, StatusIndexError, StatusPurpose, status_index};
use co2_cert::url::UrlError;
use co2_cert::{Certificate, Host};

/// A certificate's place in a status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StatusPlace {
    pub(crate) list: List,
    pub(crate) index: u64,
}

/// Which status list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum List {
    /// Which certificates are revoked.
    Revocation {
        /// Which coverages, from 0.
        of: u64,
        /// Which of their certificates: how many each of them superseded.
        superseded: u64,
    },
    /// Which certificates are suspended.
    Suspension {
        /// Which coverages, from 0.
        of: u64,
    },
    /// Which certificates are spent, because their products were returned.
    Spent {
        /// Which coverages, from 0.
        of: u64,
    },
}

impl List {
    /// How many lists the coverages need for each of their certificates.
    pub(crate) fn count(coverages: u64) -> u64 {
        coverages.checked_div(MIN_ENTRIES).unwrap_or_default().saturating_add(1)
    }

    /// Its path on the issuer's host: `/status/revocation-1.json` for the first certificates of the
    /// first coverages, `/status/revocation-1-2.json` for the second ones, `/status/suspension-1.json` and
    /// `/status/spent-1.json` for all of them.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Revocation { of, superseded: 0 } => {
                format!("/status/revocation-{}.json", of.saturating_add(1))
            }
            Self::Revocation { of, superseded } => {
                let (of, nth) = (of.saturating_add(1), superseded.saturating_add(1));
                format!("/status/revocation-{of}-{nth}.json")
            }
            Self::Suspension { of } => format!("/status/suspension-{}.json", of.saturating_add(1)),
            Self::Spent { of } => format!("/status/spent-{}.json", of.saturating_add(1)),
        }
    }

    /// What a set bit means.
    pub(crate) const fn purpose(self) -> StatusPurpose {
        match self {
            Self::Revocation { .. } => StatusPurpose::Revocation,
            Self::Suspension { .. } => StatusPurpose::Suspension,
            Self::Spent { .. } => StatusPurpose::Spent,
        }
    }

    fn from_path(path: &str) -> Option<Self> {
        let name = path.strip_prefix("/status/")?.strip_suffix(".json")?;
        let (kind, numbers) = name.split_once('-')?;
        let number = |text: &str| text.parse::<u64>().ok()?.checked_sub(1);
        let list = match kind {
            "revocation" => {
                let (of, nth) = numbers.split_once('-').unwrap_or((numbers, "1"));
                Self::Revocation { of: number(of)?, superseded: number(nth)? }
            }
            "suspension" => Self::Suspension { of: number(numbers)? },
            "spent" => Self::Spent { of: number(numbers)? },
            _ => return None,
        };
        // One spelling: no zeros in front.
        (list.path() == path).then_some(list)
    }
}

impl StatusPlace {
    /// The place of a coverage's certificate in a revocation list, by how many it superseded.
    pub(crate) fn revocation(
        key: &[u8; 32],
        coverage: u64,
        superseded: u64,
    ) -> Result<Self, StatusIndexError> {
        let (of, index) = place(key, coverage)?;
        Ok(Self { list: List::Revocation { of, superseded }, index })
    }

    /// The place of a coverage's certificates in a list of suspended ones.
    pub(crate) fn suspension(key: &[u8; 32], coverage: u64) -> Result<Self, StatusIndexError> {
        let (of, index) = place(key, coverage)?;
        Ok(Self { list: List::Suspension { of }, index })
    }

    /// The place of a coverage's certificates in a list of spent ones.
    pub(crate) fn spent(key: &[u8; 32], coverage: u64) -> Result<Self, StatusIndexError> {
        let (of, index) = place(key, coverage)?;
        Ok(Self { list: List::Spent { of }, index })
    }

    /// The place that an entry of a certificate names; `None` when it is on another host or in a list of another
    /// kind, as of a certificate that was not made here.
    pub(crate) fn of(entry: &StatusEntry, host: &Host) -> Option<Self> {
        let StatusEntry { list, index } = entry;
        let list = List::from_path(list.path())
            .filter(|name| host.url(&name.path()).as_ref() == Ok(list))?;
        Some(Self { list, index: *index })
    }

    /// The same as a certificate states it.
    pub(crate) fn entry(self, host: &Host) -> Result<StatusEntry, UrlError> {
        Ok(StatusEntry { list: host.url(&self.list.path())?, index: self.index })
    }
}

/// How many certificates of its coverage a certificate of this host superseded; `None` for one of another host.
pub(crate) fn superseded_by(certificate: &Certificate, host: &Host) -> Option<u64> {
    match StatusPlace::of(certificate.status(), host)?.list {
        List::Revocation { superseded, .. } => Some(superseded),
        List::Suspension { .. } | List::Spent { .. } => None,
    }
}

/// In which lists a coverage's certificates stand, and at which index.
fn place(key: &[u8; 32], coverage: u64) -> Result<(u64, u64), StatusIndexError> {
    let of = coverage.checked_div(MIN_ENTRIES).unwrap_or_default();
    let place = coverage.checked_rem(MIN_ENTRIES).unwrap_or_default();
    Ok((of, status_index(key, place, MIN_ENTRIES)?))
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn a_list_has_one_path() {
        for (list, path) in [
            (List::Revocation { of: 0, superseded: 0 }, "/status/revocation-1.json"),
            (List::Revocation { of: 6, superseded: 0 }, "/status/revocation-7.json"),
            (List::Revocation { of: 6, superseded: 1 }, "/status/revocation-7-2.json"),
            (List::Suspension { of: 0 }, "/status/suspension-1.json"),
            (List::Spent { of: 0 }, "/status/spent-1.json"),
            (List::Spent { of: 6 }, "/status/spent-7.json"),
        ] {
            assert_eq!((list.path().as_str(), List::from_path(path)), (path, Some(list)));
        }
        for other in ["0", "01", "1-1", "1-0", "1-02", "+1", "1-2-3", "", "1-", "a"] {
            for kind in ["revocation", "suspension", "spent"] {
                let path = format!("/status/{kind}-{other}.json");
                assert_eq!(List::from_path(&path), None, "{path}");
            }
        }
        for path in [
            "/status/1.json",
            "/status/spent-1-2.json",
            "/status/suspension-1-2.json",
            "/status/lost-1.json",
        ] {
            assert_eq!(List::from_path(path), None, "{path}");
        }
    }
}
