//! What a checkout shows of an offer.

use super::Programme;
use super::step::steps;
use crate::cart::{Buyer, Cart};
use crate::page::{PageEquivalence, QuotePage, projects_on_offer};
use crate::quote::{Quote, QuoteError};
use co2_claims::{Claim, ClaimForm, ClaimPolicy, Evidence};
use co2_journal::Freshness;
use co2_ledger::{Line, QuoteRequest, State};
use co2_offsets::Choice;
use co2_units::Timestamp;

/// The claims that a shop thinks of at a checkout.
const CLAIMS: [ClaimForm; 3] =
    [ClaimForm::OffsetSale, ClaimForm::Contribution, ClaimForm::ProductCompensated];

steps! {
    /// An offer as a checkout shows it, and as JSON can carry it: per line the footprint with its statistic,
    /// interval and explanation, the projects to choose from with their availability and price, what the
    /// total equals, and which claims may be made to this buyer today in the light of `evidence`. The
    /// sentences are in the language of the buyer's market, with the feature `l10n`; else in English.
    ///
    /// To reserve, make a [`quote`](Self::quote) when the buyer has chosen: a page binds nothing.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let page = programme.page(&cart(), &buyer(), &co2::claims::Evidence::default(), now())?;
    /// println!("{}", serde_json::to_string_pretty(&page)?);
    /// assert_eq!(page.projects.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`quote`](Self::quote). What a project has too little of is no error: the page says so.
    page, page_async = paging(
        cart: &Cart, buyer: &Buyer, evidence: &Evidence, now: Timestamp,
    ) -> QuotePage, QuoteError;
}

#[cfg(feature = "l10n")]
steps! {
    /// The same with equivalences in a language. One without a word for a thing leaves it out.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let (evidence, swedish) = (co2::claims::Evidence::default(), co2::render::Locale::Sv);
    /// let page = programme.page_in(swedish, &cart(), &buyer(), &evidence, now())?;
    /// assert!(page.equivalences.iter().all(|one| one.locale == "sv"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`page`](Self::page).
    page_in, page_in_async = paging_in(
        locale: co2_equiv::l10n::Locale, cart: &Cart, buyer: &Buyer, evidence: &Evidence,
        now: Timestamp,
    ) -> QuotePage, QuoteError;
}

impl Programme {
    async fn paging(
        &self,
        cart: &Cart,
        buyer: &Buyer,
        evidence: &Evidence,
        now: Timestamp,
    ) -> Result<QuotePage, QuoteError> {
        let quote = self.quoting(cart, buyer, now).await?;
        // In the language of the buyer's market.
        #[cfg(feature = "l10n")]
        let sentences = match self.config.language(quote.buyer.country) {
            locale if locale.is_english() => in_english(&quote),
            locale => in_language(locale, &quote),
        };
        #[cfg(not(feature = "l10n"))]
        let sentences = in_english(&quote);
        self.paged(&quote, sentences, evidence, now).await
    }

    #[cfg(feature = "l10n")]
    async fn paging_in(
        &self,
        locale: co2_equiv::l10n::Locale,
        cart: &Cart,
        buyer: &Buyer,
        evidence: &Evidence,
        now: Timestamp,
    ) -> Result<QuotePage, QuoteError> {
        let quote = self.quoting(cart, buyer, now).await?;
        let sentences = in_language(locale, &quote);
        self.paged(&quote, sentences, evidence, now).await
    }

    async fn paged(
        &self,
        quote: &Quote,
        equivalences: Vec<PageEquivalence>,
        evidence: &Evidence,
        now: Timestamp,
    ) -> Result<QuotePage, QuoteError> {
        let line = |line: &crate::quote::QuoteLine| Line {
            id: line.id,
            quantity: line.quantity,
            each: line.each,
            stages: line.basis.stages(),
            basis: None,
        };
        let request = QuoteRequest {
            choice: Choice::Any,
            lines: quote.lines.iter().map(line).collect(),
            market: Some(quote.buyer.country),
            valid_seconds: self.config.offer.quote_seconds,
        };
        let read = move |state: &State, _| projects_on_offer(state, &request, now);
        let projects = self.ledger.read_async(Freshness::Latest, read).await?;
        let claim = |form| Claim {
            market: quote.buyer.region(),
            audience: quote.buyer.audience,
            date: now.date(),
            form,
        };
        let claims = CLAIMS.map(|form| ClaimPolicy::builtin().decide(claim(form), evidence));
        let notice = self.config.certificate.demonstration.as_ref();
        let notice = notice.map(|notice| notice.as_str().to_owned());
        QuotePage::new(quote, projects, equivalences, claims.into(), notice)
    }
}

/// The sentences of a quote's equivalences in English.
fn in_english(quote: &Quote) -> Vec<PageEquivalence> {
    let english = |statement: &co2_equiv::Statement| PageEquivalence {
        locale: "en".to_owned(),
        sentence: statement.to_string(),
        statement: statement.clone(),
    };
    quote.equivalences.iter().map(english).collect()
}

#[cfg(feature = "l10n")]
fn in_language(locale: co2_equiv::l10n::Locale, quote: &Quote) -> Vec<PageEquivalence> {
    // Not kept: its numbers belong to one thread.
    let Ok(localizer) = co2_equiv::l10n::Localizer::new(locale) else { return Vec::new() };
    let sentence = |statement: &co2_equiv::Statement| {
        Some(PageEquivalence {
            locale: locale.to_string(),
            sentence: localizer.sentence(statement).ok()?,
            statement: statement.clone(),
        })
    };
    quote.equivalences.iter().filter_map(sentence).collect()
}
