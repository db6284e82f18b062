//! Where an issuer's certificates stand in its status lists.
//!
//! A coverage has one index, spread by a secret key, and each of its certificates, the first and those
//! that supersede it, a list of its own. So a superseded certificate is revoked, and its successor is
//! not.

use co2_cert::status::{MIN_ENTRIES, StatusEntry, StatusIndexError, status_index};
use co2_cert::url::UrlError;
use co2_cert::{Certificate, Host};

/// A certificate's place in the status lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StatusPlace {
    pub(crate) list: ListName,
    pub(crate) index: u64,
}

/// Which status list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListName {
    /// Which coverages, from 0.
    pub(crate) of: u64,
    /// Which of their certificates: how many each of them superseded.
    pub(crate) superseded: u64,
}

impl ListName {
    /// How many lists the coverages need for each of their certificates.
    pub(crate) fn count(coverages: u64) -> u64 {
        coverages.checked_div(MIN_ENTRIES).unwrap_or_default().saturating_add(1)
    }

    /// Its path on the issuer's host: `/status/revocation-1.json` for the first certificates of the
    /// first coverages, `/status/revocation-1-2.json` for the second ones.
    pub(crate) fn path(self) -> String {
        let number = self.of.saturating_add(1);
        match self.superseded {
            0 => format!("/status/revocation-{number}.json"),
            n => format!("/status/revocation-{number}-{}.json", n.saturating_add(1)),
        }
    }

    fn from_path(path: &str) -> Option<Self> {
        let name = path.strip_prefix("/status/revocation-")?.strip_suffix(".json")?;
        let (of, nth) = name.split_once('-').unwrap_or((name, "1"));
        let number = |text: &str| text.parse::<u64>().ok()?.checked_sub(1);
        let list = Self { of: number(of)?, superseded: number(nth)? };
        // One spelling: no zeros in front.
        (list.path() == path).then_some(list)
    }
}

impl StatusPlace {
    /// The place of a coverage's certificate, by how many it superseded.
    pub(crate) fn new(
        key: &[u8; 32],
        coverage: u64,
        superseded: u64,
    ) -> Result<Self, StatusIndexError> {
        let of = coverage.checked_div(MIN_ENTRIES).unwrap_or_default();
        let place = coverage.checked_rem(MIN_ENTRIES).unwrap_or_default();
        let index = status_index(key, place, MIN_ENTRIES)?;
        Ok(Self { list: ListName { of, superseded }, index })
    }

    /// The place that a certificate names; `None` when it is on another host or in a list of another
    /// kind, as of a certificate that was not made here.
    pub(crate) fn of(certificate: &Certificate, host: &Host) -> Option<Self> {
        let StatusEntry { list, index } = certificate.status();
        let list = ListName::from_path(list.path())
            .filter(|name| host.url(&name.path()).as_ref() == Ok(list))?;
        Some(Self { list, index: *index })
    }

    /// The same as a certificate states it.
    pub(crate) fn entry(self, host: &Host) -> Result<StatusEntry, UrlError> {
        Ok(StatusEntry { list: host.url(&self.list.path())?, index: self.index })
    }
}

#[cfg(test)]
mod tests {
    use super::ListName;

    #[test]
    fn a_list_has_one_path() {
        for (of, superseded, path) in [
            (0, 0, "/status/revocation-1.json"),
            (6, 0, "/status/revocation-7.json"),
            (6, 1, "/status/revocation-7-2.json"),
        ] {
            let list = ListName { of, superseded };
            assert_eq!((list.path().as_str(), ListName::from_path(path)), (path, Some(list)));
        }
        for other in ["0", "01", "1-1", "1-0", "1-02", "+1", "1-2-3", "", "1-", "a"] {
            let path = format!("/status/revocation-{other}.json");
            assert_eq!(ListName::from_path(&path), None, "{path}");
        }
        assert_eq!(ListName::from_path("/status/1.json"), None);
    }
}
