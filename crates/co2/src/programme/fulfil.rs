//! Goods ship: their products are covered and get their certificates.

use super::assigner::{Assigner, Made, record, signed};
use super::step::{note_position, order_id, steps};
use super::{CertifyError, FulfilError, Issued, ParcelError, Programme, Shipped, Unfulfilled};
use crate::basis::Basis;
use crate::certify::Facts;
use crate::status::superseded_by;
use co2_cert::proof::SignError;
use co2_cert::{Act, Certificate};
use co2_journal::{Committed, Freshness, Recall, SubmitError};
use co2_ledger::error::{AssignError, CertificateError};
use co2_ledger::{Change, CommandError, CoverageStatus, LineId, OrderId, OrderStatus, State};
use co2_offsets::Digest;
use co2_units::{ProductId, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

steps! {
    /// Covers the products of a parcel and issues their certificates.
    ///
    /// Call it as often as there are parcels. A product that has a certificate is answered with it, or,
    /// once the last of its units is retired or lost grams were replaced, with a new one that supersedes
    /// it; so is a product that took another's place, and one that was covered after its purchase.
    /// What a crash interrupts is finished by calling it again, or by [`resume`](Self::resume) where
    /// the parcel is not known any more. The answer follows the parcel: a serial number that stands in
    /// it twice is one product, and has one certificate.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// let parcel = [Shipped::line(1, "PF0AAA01")?, Shipped::line(1, "PF0AAA02")?];
    /// let issued = programme.fulfil("#1042", &parcel, now())?;
    /// assert_eq!(issued.len(), 2);
    /// // The same again: the same certificates.
    /// assert_eq!(programme.fulfil("#1042", &parcel, later(60))?, issued);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a product gets no certificate: its order is not paid or has no such line, all products of
    /// the line are assigned, it is covered by another order, it came back, or another product took
    /// its place. Every other product of the parcel has its certificate all the same, and the error
    /// has them all.
    fulfil, fulfil_async = fulfilling(
        order: &str, parcel: &[Shipped], now: Timestamp,
    ) -> Vec<Issued>, ParcelError;
}

impl Programme {
    /// A certificate as a `vc+jwt` token, signed with the key that is in use now.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// let issued = programme.fulfil("#1042", &[Shipped::line(1, "PF0AAA01")?], now())?;
    /// let token = programme.token(&issued[0].certificate)?;
    /// assert_eq!(token.split('.').count(), 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the signer does not sign.
    pub fn token(&self, certificate: &Certificate) -> Result<String, SignError> {
        certificate.to_jwt(self.keys.signer.as_ref())
    }
}

/// How many products of a parcel go to the ledger together.
pub(super) const TOGETHER: usize = 64;

/// A product of a parcel as the ledger has it.
pub(super) struct Seen {
    pub(super) product: ProductId,
    pub(super) basis: Arc<Basis>,
    /// Its newest coverage in the order, if it has one.
    pub(super) facts: Option<Facts>,
    /// The certificate that it got when it was assigned.
    pub(super) issued: Option<Issued>,
}

/// What the ledger says of a product of a parcel.
enum Sight {
    UnknownOrder,
    UnknownLine,
    NoBasis,
    /// The basis of its line is not read yet.
    Unread(Digest),
    Seen(Box<Seen>),
}

impl Programme {
    async fn fulfilling(
        &self,
        order: &str,
        parcel: &[Shipped],
        now: Timestamp,
    ) -> Result<Vec<Issued>, ParcelError> {
        let (mut issued, mut unfulfilled) = (Vec::with_capacity(parcel.len()), Vec::new());
        for some in parcel.chunks(TOGETHER) {
            for (shipped, answer) in some.iter().zip(self.fulfil_some(order, some, now).await) {
                match answer {
                    Ok(one) => issued.push(one),
                    Err(error) => unfulfilled.push(Unfulfilled { shipped: shipped.clone(), error }),
                }
            }
        }
        if unfulfilled.is_empty() { Ok(issued) } else { Err(ParcelError { issued, unfulfilled }) }
    }

    /// Assigns products and issues their certificates with one sync, or with two if the key is not in this
    /// process's memory. What one of them lacks is its own answer.
    async fn fulfil_some(
        &self,
        order: &str,
        parcel: &[Shipped],
        now: Timestamp,
    ) -> Vec<Result<Issued, FulfilError>> {
        let order = match order_id(order) {
            Ok(order) => order,
            Err(error) => return parcel.iter().map(|_| Err(error.into())).collect(),
        };
        let at_once = self.assign_at_once(&order, parcel, now).await;
        let (mut seen, assigned) = if let Some(assigned) = at_once {
            assigned
        } else {
            let mut seen = self.see(&order, parcel).await;
            let (made, commands) = self.assigner().assignments(&order, parcel, &mut seen, now);
            let answers = self.give_all(commands).await;
            (seen, made.into_iter().zip(answers).collect())
        };
        self.add_answers(&order, &mut seen, assigned).await;
        let mut answers = Vec::with_capacity(parcel.len());
        let mut open = Vec::new();
        for (shipped, seen) in parcel.iter().zip(seen) {
            let answer = match seen {
                Ok(Seen { issued: Some(issued), .. }) => Ok(Standing::Answered(Box::new(issued))),
                Ok(seen) => self.answer(&order, shipped, seen).await,
                Err(error) => Err(error),
            };
            answers.push(match answer {
                Ok(Standing::Answered(issued)) => Some(Ok(*issued)),
                Ok(Standing::Open(facts, basis)) => {
                    open.push((*facts, basis));
                    None
                }
                Err(error) => Some(Err(error)),
            });
        }
        let mut certified = self.certify(open, now).await.into_iter();
        let unknown = || Err(FulfilError::UnknownOrder { order: order.clone() });
        // There is one for each that is open.
        let answer =
            |answer: Option<_>| answer.or_else(|| certified.next()).unwrap_or_else(unknown);
        answers.into_iter().map(answer).collect()
    }

    /// What the ledger has of the products of a parcel.
    async fn see(&self, order: &OrderId, parcel: &[Shipped]) -> Vec<Result<Seen, FulfilError>> {
        let wanted: Arc<[Shipped]> = parcel.into();
        let mut unreadable: BTreeMap<Digest, FulfilError> = BTreeMap::new();
        let mut read: BTreeMap<Digest, Arc<Basis>> = BTreeMap::new();
        let sights = loop {
            let (id, wanted, bases) = (order.clone(), Arc::clone(&wanted), Arc::clone(&self.bases));
            let known = read.clone();
            let look = move |state: &State, _| {
                let basis = |digest| known.get(&digest).cloned().or_else(|| bases.get(digest));
                wanted.iter().map(|one| sight(state, &id, one, basis)).collect::<Vec<_>>()
            };
            let recall = Recall::Order(order.clone());
            let sights = match self.ledger.read_with_async(Freshness::Latest, recall, look).await {
                Ok(sights) => sights,
                Err(error) => return parcel.iter().map(|_| Err(error.clone().into())).collect(),
            };
            let before = read.len();
            for (shipped, sight) in parcel.iter().zip(&sights) {
                if let Sight::Unread(digest) = sight
                    && !read.contains_key(digest)
                    && !unreadable.contains_key(digest)
                {
                    match self.basis_with(order, shipped.line, *digest).await {
                        Ok(basis) => drop(read.insert(*digest, basis)),
                        Err(error) => drop(unreadable.insert(*digest, error)),
                    }
                }
            }
            if read.len() == before {
                break sights;
            }
        };
        let mut seen = Vec::with_capacity(parcel.len());
        for (shipped, sight) in parcel.iter().zip(sights) {
            let (asked, line) = (order.clone(), shipped.line);
            seen.push(match sight {
                Sight::Seen(seen) => Ok(*seen),
                Sight::UnknownOrder => Err(FulfilError::UnknownOrder { order: asked }),
                Sight::UnknownLine => Err(FulfilError::UnknownLine { order: asked, line }),
                Sight::NoBasis => Err(FulfilError::NoBasis { order: asked, line }),
                // The first product of a basis is told why, and for the others it is asked again.
                Sight::Unread(digest) => match unreadable.remove(&digest) {
                    Some(error) => Err(error),
                    None => self.see_with(order, shipped, digest).await,
                },
            });
        }
        seen
    }

    /// The same for one product, with the basis of its line.
    async fn see_with(
        &self,
        order: &OrderId,
        shipped: &Shipped,
        digest: Digest,
    ) -> Result<Seen, FulfilError> {
        let basis = self.basis_with(order, shipped.line, digest).await?;
        let product = product_of(shipped, &basis);
        let facts = self.facts(order, &product).await?;
        Ok(Seen { product, basis, facts, issued: None })
    }

    fn assigner(&self) -> Assigner {
        Assigner { config: Arc::clone(&self.config), keys: Arc::clone(&self.keys) }
    }

    /// Assigns the products of a parcel with one job of the writer, if all of them are new to a paid order as
    /// this host knows it: that suffices, since nothing but their models is taken from it, and the ledger
    /// refuses what is not so any more. `None` if the ledger has to be read first.
    async fn assign_at_once(
        &self,
        order: &OrderId,
        parcel: &[Shipped],
        now: Timestamp,
    ) -> Option<(Vec<Result<Seen, FulfilError>>, Vec<Assigned>)> {
        // A second time only after the footprints of their models have been read.
        for _ in 0..2 {
            let (assigner, bases) = (self.assigner(), Arc::clone(&self.bases));
            let (id, wanted) = (order.clone(), parcel.to_vec());
            let asked = self.ledger.read_and_submit_async(move |state, _| {
                let paid = state.order(&id).is_some_and(|o| o.status() == OrderStatus::Confirmed);
                let (mut seen, mut unread) = (Vec::new(), BTreeMap::new());
                for one in &wanted {
                    match sight(state, &id, one, |digest| bases.get(digest)) {
                        Sight::Seen(one) if paid && one.facts.is_none() => seen.push(Ok(*one)),
                        Sight::Unread(digest) if paid => drop(unread.insert(digest, one.line)),
                        _ => return (None, Vec::new()),
                    }
                }
                if !unread.is_empty() {
                    return (Some(Err(unread)), Vec::new());
                }
                let (made, commands) = assigner.assignments(&id, &wanted, &mut seen, now);
                (Some(Ok((seen, made))), commands)
            });
            // What is wrong with the ledger is found again, and said, by the read that follows.
            let (found, answers) = asked.await.ok()?;
            match found? {
                Ok((seen, made)) => {
                    note_position(&answers);
                    return Some((seen, made.into_iter().zip(answers).collect()));
                }
                Err(unread) => {
                    for (digest, line) in unread {
                        self.basis_with(order, line, digest).await.ok()?;
                    }
                }
            }
        }
        None
    }

    /// Adds the answers to assignments: the certificates that were made with them, the errors, and for all
    /// other products what the ledger has of them now.
    async fn add_answers(
        &self,
        order: &OrderId,
        seen: &mut [Result<Seen, FulfilError>],
        assigned: Vec<Assigned>,
    ) {
        let (mut asked, mut freshness) = (BTreeMap::new(), Freshness::Cached);
        for ((place, made), answer) in assigned {
            let Some(one) = seen.get_mut(place) else { continue };
            let Ok(Seen { product, issued, .. }) = one else { continue };
            match answer {
                Ok(answer) => {
                    *issued = recorded_at_once(&answer, &made);
                    if issued.is_some() {
                        continue;
                    }
                }
                // Meanwhile it took another product's place in this order, or it stands twice in the parcel.
                Err(SubmitError::Refused(CommandError::Conflict { .. })) => {
                    freshness = Freshness::Latest;
                }
                Err(SubmitError::Refused(CommandError::Assign(AssignError::AlreadyCovered {
                    order: other,
                    ..
                }))) if other == *order => freshness = Freshness::Latest,
                Err(error) => {
                    *one = Err(error.into());
                    continue;
                }
            }
            asked.insert(place, product.clone());
        }
        if asked.is_empty() {
            return;
        }
        let id = order.clone();
        // This host has seen what it was answered.
        let look = move |state: &State, _| {
            let facts = |(place, product)| (place, Facts::read(state, &id, &product));
            asked.into_iter().map(facts).collect::<Vec<_>>()
        };
        let recall = Recall::Order(order.clone());
        match self.ledger.read_with_async(freshness, recall, look).await {
            Ok(found) => {
                for (place, facts) in found {
                    let Some(one) = seen.get_mut(place) else { continue };
                    match (one, facts) {
                        (Ok(seen), Some(facts)) => seen.facts = Some(facts),
                        // Coverages do not vanish.
                        (one, _) => *one = Err(FulfilError::UnknownOrder { order: order.clone() }),
                    }
                }
            }
            Err(error) => {
                let lacks = |seen: &Seen| seen.facts.is_none() && seen.issued.is_none();
                for one in seen.iter_mut().filter(|one| one.as_ref().is_ok_and(lacks)) {
                    *one = Err(error.clone().into());
                }
            }
        }
    }

    /// What a covered product is answered: the certificate that it has, or that it needs one.
    async fn answer(
        &self,
        order: &OrderId,
        shipped: &Shipped,
        seen: Seen,
    ) -> Result<Standing, FulfilError> {
        let Seen { product, basis, facts, .. } = seen;
        let Some(facts) = facts else {
            return Err(FulfilError::UnknownOrder { order: order.clone() });
        };
        match facts.coverage.status {
            CoverageStatus::Live if facts.coverage.line == shipped.line => {}
            CoverageStatus::Live => {
                let (given, line) = (shipped.line, facts.coverage.line);
                return Err(FulfilError::OtherLine { product: product.into(), given, line });
            }
            CoverageStatus::Replaced(_) => {
                let by = facts.replaced_by.clone().map(Box::new);
                return Err(FulfilError::Replaced { product: product.into(), by });
            }
            _ => return Err(FulfilError::Returned { product: product.into() }),
        }
        if let Some(digest) = facts.coverage.certificate {
            let issued = self.issued(&product, digest).await?;
            // What said that units will be retired is superseded once they are, and what names lost
            // grams once they were replaced.
            let retired = facts.is_retired() && is_allocated(&issued.certificate);
            if !retired && !facts.names_more_than(&issued.certificate) {
                return Ok(Standing::Answered(Box::new(issued)));
            }
        }
        Ok(Standing::Open(Box::new(facts), basis))
    }

    /// The step after products were assigned: builds their certificates from what the ledger says of the
    /// coverages and signs them, here, and then stores and records them, with one sync.
    pub(super) async fn certify(
        &self,
        open: Vec<(Facts, Arc<Basis>)>,
        now: Timestamp,
    ) -> Vec<Result<Issued, FulfilError>> {
        let (mut made, mut submissions) = (Vec::with_capacity(open.len()), Vec::new());
        for (facts, basis) in open {
            let issued = self.sign(&facts, &basis).await;
            if let Ok(issued) = &issued {
                submissions.push(record(&facts, issued, now));
            }
            made.push((facts.coverage.order, issued));
        }
        let mut recorded = self.give_all(submissions).await.into_iter();
        let mut answers = Vec::with_capacity(made.len());
        for (order, issued) in made {
            let answer = match issued {
                // There is one for each that was signed.
                Ok(issued) => match recorded.next().unwrap_or(Err(SubmitError::Closed)) {
                    Ok(_) => Ok(issued),
                    // Another process was first: its certificate is the one.
                    Err(SubmitError::Refused(
                        CommandError::Conflict { .. }
                        | CommandError::Certificate(CertificateError::Superseded { .. }),
                    )) => self.recorded(&order, &issued).await,
                    Err(error) => Err(error.into()),
                },
                Err(error) => Err(error),
            };
            answers.push(answer);
        }
        answers
    }

    /// A certificate for a coverage, signed and not yet recorded.
    async fn sign(&self, facts: &Facts, basis: &Basis) -> Result<Issued, FulfilError> {
        let product = &facts.coverage.product;
        let fail = |source| FulfilError::Certify { serial: product.serial.to_string(), source };
        let before = match facts.coverage.certificate {
            Some(digest) => {
                let before = self.issued(product, digest).await?.certificate;
                superseded_by(&before, &self.config.issuer.host)
            }
            None => None,
        };
        let superseded = before.map_or(0, |before| before.saturating_add(1));
        self.signed(facts, basis, superseded).map_err(fail)
    }

    /// The certificate that was recorded in place of one that was made here.
    async fn recorded(&self, order: &OrderId, made: &Issued) -> Result<Issued, FulfilError> {
        let recorded = self.facts(order, &made.product).await?;
        let recorded = recorded.and_then(|facts| facts.coverage.certificate);
        self.issued(&made.product, recorded.unwrap_or(made.digest)).await
    }

    /// As [`signed`], by this programme.
    pub(super) fn signed(
        &self,
        facts: &Facts,
        basis: &Basis,
        superseded: u64,
    ) -> Result<Issued, CertifyError> {
        signed(&self.config, &self.keys, facts, basis, superseded)
    }

    /// The certificate with this digest.
    pub(super) async fn issued(
        &self,
        product: &ProductId,
        digest: Digest,
    ) -> Result<Issued, FulfilError> {
        let json = self.ledger.document_async(digest).await?.ok_or(FulfilError::Lost { digest })?;
        let certificate =
            Certificate::from_json(&json).map_err(|_| FulfilError::Lost { digest })?;
        Ok(Issued { product: product.clone(), certificate, json, digest })
    }

    /// What the ledger has of a product's newest coverage in an order; `None` when there is none.
    pub(super) async fn facts(
        &self,
        order: &OrderId,
        product: &ProductId,
    ) -> Result<Option<Facts>, SubmitError> {
        let (id, asked) = (order.clone(), product.clone());
        let read = move |state: &State, _| Facts::read(state, &id, &asked);
        let recall = Recall::Order(order.clone());
        self.ledger.read_with_async(Freshness::Latest, recall, read).await
    }

    /// How the amount of a line came about.
    pub(super) async fn basis(
        &self,
        order: &OrderId,
        line: LineId,
    ) -> Result<Arc<Basis>, FulfilError> {
        let id = order.clone();
        let recall = Recall::Order(order.clone());
        let read = move |state: &State, _| {
            let order = state.order(&id)?;
            Some(order.lines().find(|(content, _)| content.id == line).map(|(l, _)| l.basis))
        };
        let digest = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        let asked = order.clone();
        match digest {
            None => Err(FulfilError::UnknownOrder { order: asked }),
            Some(None) => Err(FulfilError::UnknownLine { order: asked, line }),
            Some(Some(None)) => Err(FulfilError::NoBasis { order: asked, line }),
            Some(Some(Some(digest))) => match self.bases.get(digest) {
                Some(basis) => Ok(basis),
                None => self.basis_with(order, line, digest).await,
            },
        }
    }

    /// Reads the basis of a line.
    async fn basis_with(
        &self,
        order: &OrderId,
        line: LineId,
        digest: Digest,
    ) -> Result<Arc<Basis>, FulfilError> {
        let bytes = self.ledger.document_async(digest).await?;
        let bytes = bytes.ok_or_else(|| FulfilError::NoBasis { order: order.clone(), line })?;
        let basis = Arc::new(Basis::from_json(&bytes)?);
        self.bases.put(digest, Arc::clone(&basis));
        Ok(basis)
    }

    /// Which product is meant: of the line's model, unless another one is named.
    pub(super) async fn product(
        &self,
        order: &OrderId,
        shipped: &Shipped,
    ) -> Result<ProductId, FulfilError> {
        match &shipped.model {
            Some(model) => Ok(ProductId::new(model.clone(), shipped.serial.clone())),
            None => Ok(product_of(shipped, &*self.basis(order, shipped.line).await?)),
        }
    }
}

/// The place in its parcel of a product that is being assigned, what was made for it, and the answer.
type Assigned = ((usize, Made), Result<Committed, SubmitError>);

/// The certificate that was made for a product, if it is the one that was recorded with the assignment.
fn recorded_at_once(answer: &Committed, made: &Made) -> Option<Issued> {
    let Ok(receipt) = &**answer.next.as_ref()? else { return None };
    let Change::CertificateRecorded(record) = &receipt.first.change else { return None };
    let made = made.lock().unwrap_or_else(PoisonError::into_inner).take();
    made.filter(|issued| issued.digest == record.digest)
}

/// What a covered product is answered.
enum Standing {
    /// The certificate that it has.
    Answered(Box<Issued>),
    /// It needs one.
    Open(Box<Facts>, Arc<Basis>),
}

/// What a state says of a product of a parcel.
fn sight(
    state: &State,
    id: &OrderId,
    shipped: &Shipped,
    basis: impl Fn(Digest) -> Option<Arc<Basis>>,
) -> Sight {
    let Some(order) = state.order(id) else { return Sight::UnknownOrder };
    let Some((line, _)) = order.lines().find(|(line, _)| line.id == shipped.line) else {
        return Sight::UnknownLine;
    };
    let Some(digest) = line.basis else { return Sight::NoBasis };
    let Some(basis) = basis(digest) else { return Sight::Unread(digest) };
    let product = product_of(shipped, &basis);
    let facts = Facts::read(state, id, &product);
    Sight::Seen(Box::new(Seen { product, basis, facts, issued: None }))
}

fn product_of(shipped: &Shipped, basis: &Basis) -> ProductId {
    let model = shipped.model.as_ref().unwrap_or_else(|| basis.model());
    ProductId::new(model.clone(), shipped.serial.clone())
}

/// Whether a certificate says of some units that they will be retired.
fn is_allocated(certificate: &Certificate) -> bool {
    let lines = certificate.record().lines();
    lines.iter().any(|line| matches!(line.act, Act::Allocated { .. }))
}
