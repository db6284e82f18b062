//! The keys of the texts.

macro_rules! keys {
    ($($name:ident => $text:literal,)*) => {
        /// The purpose of a text in a catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Key {
            $($name,)*
        }

        impl Key {
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the key as written in the catalogues, such as `summary.on`.
            pub(super) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

keys! {
    Unreviewed => "unreviewed",
    Title => "title",
    Heading => "heading",
    SummaryOn => "summary.on",
    SummaryRange => "summary.range",
    SummaryAllocated => "summary.allocated",
    SummaryAnd => "summary.and",
    ActRetirement => "act.retirement",
    ActVoluntaryCancellation => "act.voluntary_cancellation",
    ActDelivery => "act.delivery",
    DidRetirement => "did.retirement",
    DidVoluntaryCancellation => "did.voluntary_cancellation",
    DidDelivery => "did.delivery",
    StatusRetired => "status.retired",
    StatusAllocated => "status.allocated",
    StageManufacture => "stage.manufacture",
    StageDistribution => "stage.distribution",
    StageUse => "stage.use",
    StageService => "stage.service",
    StageEndOfLife => "stage.end_of_life",
    StatisticMean => "statistic.mean",
    StatisticP5 => "statistic.p5",
    StatisticP50 => "statistic.p50",
    StatisticP95 => "statistic.p95",
    MeaningMean => "meaning.mean",
    MeaningP5 => "meaning.p5",
    MeaningP50 => "meaning.p50",
    MeaningP95 => "meaning.p95",
    Interval => "interval",
    RoundingUp => "rounding.up",
    RoundingDown => "rounding.down",
    RoundingNearest => "rounding.nearest",
    Record => "record",
    Product => "product",
    Model => "model",
    SerialNumber => "serial_number",
    Amount => "amount",
    Done => "done",
    Covers => "covers",
    CoversWhole => "covers.whole",
    CoversPart => "covers.part",
    IssuedBy => "issued_by",
    IssuedAt => "issued_at",
    Certificate => "certificate",
    Footprint => "footprint",
    Total => "total",
    Statistic => "statistic",
    Rounded => "rounded",
    Tier => "tier",
    Method => "method",
    UseYears => "use_years",
    Location => "location",
    Source => "source",
    Projects => "projects",
    FullRecord => "full_record",
    Registry => "registry",
    Project => "project",
    Country => "country",
    Technology => "technology",
    Vintage => "vintage",
    VintageNone => "vintage.none",
    Range => "range",
    Block => "block",
    UnitSize => "unit_size",
    Unit => "unit",
    Units => "units",
    Grams => "grams",
    GramsRange => "grams.range",
    Taken => "taken",
    TakenOf => "taken.of",
    Act => "act",
    ActNone => "act.none",
    Date => "date",
    Reference => "reference",
    SerialPrinted => "serial_printed",
    Assurances => "assurances",
    Body => "body",
    Standard => "standard",
    Scope => "scope",
    Statement => "statement",
    Holds => "holds",
    HoldsRange => "holds.range",
    Link => "link",
    Terms => "terms",
    Check => "check",
    CheckNow => "check.now",
    About => "about",
    Issuer => "issuer",
    Keys => "keys",
    Revoked => "revoked",
    Suspended => "suspended",
    SuspendedNotice => "suspended.notice",
    Spent => "spent",
    SpentNotice => "spent.notice",
    Entry => "entry",
    Signature => "signature",
    SignatureInFile => "signature.in_file",
    SignatureNone => "signature.none",
    Scan => "scan",
    Words => "words",
    OrderTitle => "order.title",
    OrderHeading => "order.heading",
    OrderProducts => "order.products",
    BadgeTitle => "badge.title",
    BadgeSerial => "badge.serial",
    BadgeStated => "badge.stated",
    BadgeUnreviewed => "badge.unreviewed",
    LabelProductNeutral => "label.product_neutral",
    LabelProductCompensated => "label.product_compensated",
    LabelProductReducedByOffset => "label.product_reduced_by_offset",
    LabelContribution => "label.contribution",
    LabelConditions => "label.conditions",
    LabelFor => "label.for",
    LabelConsumer => "label.consumer",
    LabelBusiness => "label.business",
}

impl Key {
    pub(super) fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.as_str() == text)
    }
}

/// Returns the names in braces in a sentence, such as `first` and `last`.
pub(super) fn placeholders(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
