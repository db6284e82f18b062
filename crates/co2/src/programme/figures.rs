//! What the programme has done, and what is open.

use super::retire::Needs;
use super::step::steps;
use super::{FulfilError, Issued, Programme};
use crate::figures::{Books, Duties, Figures, Next, Watch, low_stock};
use co2_journal::{Anchor, Position, Recall, SubmitError};
use co2_ledger::{Coverage, CoverageStatus, State};
use co2_units::Timestamp;
use co2_units::product::SerialNumber;
use co2_units::text::ShortText;
use std::sync::PoisonError;

steps! {
    /// The sums of everything that has happened, up to now or to a position of the journal: exact, and with
    /// archived orders. See [`figures`](crate::figures) for what is counted.
    ///
    /// The first call reads the whole journal and later ones what is new; the handle keeps a state of the
    /// ledger for it from then on. With a position, the journal is read up to there each time. The caller
    /// does the work: the ledger's writer only reads.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// use co2::figures::By;
    /// let figures = programme.figures(None)?;
    /// for row in figures.by(&[By::Month, By::BuyerCountry]) {
    ///     println!("{:?} {}", row.labels, row.amounts.covered);
    /// }
    /// assert!(figures.total().certified < figures.total().covered, "one product has not shipped");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read, is damaged, or ends before the position.
    figures, figures_async = counting(at: Option<Position>) -> Figures, SubmitError;

    /// What is open, now or at a position of the journal: units to retire with the day by which they must
    /// be, shortfalls to make good, and projects whose stock is short. `now` is today.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let duties = programme.duties(None, now())?;
    /// println!("{} blocks of units to retire", duties.retire.len());
    /// assert!(duties.shortfalls.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`figures`](Self::figures).
    duties, duties_async
        = listing_duties(at: Option<Position>, now: Timestamp) -> Duties, SubmitError;

    /// The newest certificates of all products of a buyer, by the host's own reference
    /// ([`Buyer::with_reference`](crate::Buyer::with_reference)): those that hold now, or held at a position
    /// of the journal.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let issued = programme.certificates_of(&"customer-77".parse()?, None)?;
    /// assert_eq!(issued.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`figures`](Self::figures); or when a certificate's bytes are not in the store.
    certificates_of, certificates_of_async = finding_certificates(
        reference: &ShortText, at: Option<Position>,
    ) -> Vec<Issued>, FulfilError;

    /// The newest certificates of products with a serial number, whatever their order and model: those that
    /// hold now. There are several when two makers use the same number.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let issued = programme.certificates_with_serial(&"pf0 aaa 01".parse()?)?;
    /// assert_eq!(issued.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`certificates_of`](Self::certificates_of).
    certificates_with_serial, certificates_with_serial_async = finding_serials(
        serial: &SerialNumber,
    ) -> Vec<Issued>, FulfilError;
}

impl Programme {
    async fn counting(&self, at: Option<Position>) -> Result<Figures, SubmitError> {
        let start = self.config.figures.fiscal_year_starts;
        match at {
            Some(position) => Ok(self.books_at(position).await?.figures(start)),
            None => self.with_books(|books| books.figures(start)).await,
        }
    }

    async fn listing_duties(
        &self,
        at: Option<Position>,
        now: Timestamp,
    ) -> Result<Duties, SubmitError> {
        let config = self.config.figures;
        let watch = Watch { stock_days: config.stock_days, rate_days: config.rate_days };
        let of = move |state: &State, figures: &Figures, position: Position| {
            let low_stock = low_stock(state, figures, watch, now);
            let shortfalls = state.shortfalls();
            let duties = Duties { position, retire: Vec::new(), shortfalls, low_stock };
            (Needs::of(state), duties)
        };
        let (needs, duties) = if let Some(position) = at {
            let books = self.books_at(position).await?;
            of(books.state(), &books.figures(config.fiscal_year_starts), position)
        } else {
            let figures = self.counting(None).await?;
            // It looks at every order, so that sales should not wait for it. Archived orders can fall short, too.
            let read = move |state: &State, at: Anchor| of(state, &figures, at.position);
            self.ledger.survey_async(Some(Recall::Lacking), read).await?
        };
        let days = self.days_of(&needs).await?;
        Ok(duties.with(needs, &days))
    }

    async fn finding_certificates(
        &self,
        reference: &ShortText,
        at: Option<Position>,
    ) -> Result<Vec<Issued>, FulfilError> {
        let mut found = Vec::new();
        if let Some(position) = at {
            let books = self.books_at(position).await?;
            let orders: Vec<_> = books.orders_of(reference).cloned().collect();
            for order in orders {
                for coverage in books.state().coverages_in(&order) {
                    let live = coverage.status == CoverageStatus::Live;
                    if let Some(digest) = coverage.certificate.filter(|_| live) {
                        found.push(self.issued(&coverage.product, digest).await?);
                    }
                }
            }
            return Ok(found);
        }
        let orders = |books: &Books| books.orders_of(reference).cloned().collect::<Vec<_>>();
        for order in self.with_books(orders).await? {
            found.extend(self.looking_all_up(order.as_str()).await?);
        }
        Ok(found)
    }

    async fn finding_serials(&self, serial: &SerialNumber) -> Result<Vec<Issued>, FulfilError> {
        let orders = |books: &Books| books.orders_with(serial).to_vec();
        let mut found = Vec::new();
        for order in self.with_books(orders).await? {
            let wanted = serial.clone();
            let of = move |coverage: &Coverage| {
                coverage.status == CoverageStatus::Live && coverage.product.serial == wanted
            };
            found.extend(self.looking_up_those(order.as_str(), of).await?);
        }
        Ok(found)
    }

    /// The books of this handle, brought up to date.
    async fn with_books<R>(&self, read: impl FnOnce(&Books) -> R) -> Result<R, SubmitError> {
        loop {
            let from = self.books.lock().unwrap_or_else(PoisonError::into_inner).at();
            let next = Next::read(&self.ledger, from, None).await?;
            let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
            if next.is_empty() {
                return Ok(read(&books));
            }
            if let Err(error) = books.take(&next) {
                // A batch that was booked in part would be booked again.
                *books = Books::new(false);
                return Err(error);
            }
        }
    }

    /// The books as they were at a position, with all orders in full.
    async fn books_at(&self, position: Position) -> Result<Books, SubmitError> {
        let mut books = Books::new(true);
        loop {
            let next = Next::read(&self.ledger, books.at(), Some(position)).await?;
            books.take(&next)?;
            let head = books.at().position;
            if head == position {
                return Ok(books);
            }
            if next.is_empty() {
                return Err(SubmitError::Behind { asked: position, head });
            }
        }
    }
}
