//! Published claims in their own words: what is read from them, and whether they are true.

use co2_equiv::{
    Answer, Bound, Claim, ClaimError, ClaimedAmount, ClaimedAmountError, Count, DistanceUnit,
    FactorSet, Reproduced, editions, reproduce,
};
use core::num::NonZeroU64;

fn ratio(above: u64, below: u64) -> Count {
    Count::ratio(above, NonZeroU64::new(below).unwrap())
}

/// Does what `co2 equiv reproduce` does: the thing and its unrounded twin, in the editions of a
/// source.
fn answer(amount: &str, claim: &str, thing: &str, source: Option<&str>) -> Answer {
    let amount: ClaimedAmount = amount.parse().unwrap();
    let claim: Claim = claim.parse().unwrap();
    let sets: Vec<&FactorSet> = match source {
        None => editions::all().collect(),
        Some(source) => editions::of_source(source).unwrap_or_default(),
    };
    let ids = editions::ids_of(thing, sets.iter().copied());
    let rows: Vec<Reproduced<'_>> =
        ids.iter().flat_map(|id| reproduce(sets.iter().copied(), amount, claim, id)).collect();
    Answer::of(&rows)
}

/// Statements of 2022 to 2025, each in its own words.
#[test]
fn statements_of_2022_to_2025() {
    use Answer::{Fails, Holds, WithinRounding};
    // cmcenergy.com, 2024: the amount is "more than 332 million pounds", the counts are the calculator's.
    let cmc = "more than 332 million pounds of carbon dioxide (CO2)";
    let epa = Some("US EPA Greenhouse Gas Equivalencies Calculator");
    for (amount, claim, thing, source, expected) in [
        (cmc, "33,523 cars for a year", "car-year", epa, WithinRounding),
        (cmc, "386,184,369 miles driven by passenger cars", "car-mile", epa, WithinRounding),
        (cmc, "29,312 homes for a year", "home-electricity", epa, WithinRounding),
        (cmc, "18,324,788,046 smart phones for a year", "phone-charge", epa, WithinRounding),
        (cmc, "18 billion", "phone-charge", epa, Holds),
        // EPA's page with the results for an amount.
        (
            "130,728.494 metric tons CO2e",
            "28,168 passenger vehicles driven for one year",
            "car-year",
            epa,
            Holds,
        ),
        ("130,728.494 metric tons CO2e", "324.495 million miles", "car-mile", epa, Holds),
        // General Motors, 2022-04.
        (
            "1 million metric tons of carbon emissions (CO2)",
            "burning 1 billion pounds of coal",
            "coal-pound",
            None,
            Holds,
        ),
        // A card of a model that was trained in 2022: 11.25 t.
        (
            "11.25 t",
            "the equivalent of 2.5 gasoline-powered passenger vehicles driven for one year",
            "car-year",
            epa,
            Holds,
        ),
        // A README about unwanted mail.
        (
            "~67,000 metric tonnes",
            "driving 14,910 gasoline-powered passenger vehicles for one year",
            "car-year",
            epa,
            Holds,
        ),
        // US Department of Energy, 2024-09: "roughly equivalent to combined annual emissions of 29 million homes".
        (
            "more than 220 million metric tons",
            "roughly equivalent to 29 million homes",
            "home-year",
            epa,
            Holds,
        ),
        // A demonstrator of 2025, with the factor of an edition six years older.
        (
            "38 million tonnes CO2",
            "Equivalent to removing 8 million passenger vehicles for one year",
            "car-year",
            epa,
            Holds,
        ),
        // A calculator that says it takes the UK's long-haul economy of 2024, but has 0.150 kg per km.
        ("833 kg CO2e", "5,555 km", "flight-long-haul-economy-rf", Some("DESNZ 2024"), Fails),
    ] {
        assert_eq!(answer(amount, claim, thing, source), expected, "{amount}: {claim}");
    }
}

/// The fourth answer: nothing is known about a source that is not included, or that does not have
/// the thing.
#[test]
fn a_source_that_is_not_here_answers_nothing() {
    for source in ["ICAO Carbon Emissions Calculator", "DEFRA 2016", "Umweltbundesamt"] {
        let answer = answer("0.67 t", "1 flight", "car-year", Some(source));
        assert_eq!(answer, Answer::SourceNotHere, "{source}");
    }
    assert_eq!(answer("1 t", "1 charge", "phone-charge", Some("ADEME")), Answer::SourceNotHere);
    // EPA is not the only publisher of a car's year.
    assert_eq!(answer("18,000 t", "about 10,000 cars", "car-year", Some("EEA")), Answer::Holds);
    assert_eq!(answer("18,000 t", "about 10,000 cars", "car-year", Some("EPA")), Answer::Fails);
    assert_eq!(answer("1,920 t", "1,000 cars", "car-year", Some("DEFRA")), Answer::Holds);
}

/// 5.1395 is printed as 5.139, and 5.1396 is not.
#[test]
fn a_factor_is_known_to_its_printed_digits() {
    let set = editions::get("epa-2022").unwrap();
    for (amount, claim, expected) in [
        ("5139 t", "exactly 1,000", Answer::Holds),
        ("5139.5 t", "exactly 1,000", Answer::WithinRounding),
        ("5138.5 t", "exactly 1,000", Answer::WithinRounding),
        ("5139.6 t", "exactly 1,000", Answer::Fails),
        ("5139 t", "more than 1,000", Answer::WithinRounding),
        ("5139.4 t", "less than 1,000", Answer::WithinRounding),
        ("5140 t", "less than 1,000", Answer::Fails),
    ] {
        let (amount, claim): (ClaimedAmount, Claim) =
            (amount.parse().unwrap(), claim.parse().unwrap());
        let rows = reproduce([set], amount, claim, "home_electricity_year");
        assert_eq!(rows[0].answer, expected, "{amount} {claim}");
    }
}

#[test]
fn counts_with_a_denied_bound_or_a_scale() {
    use Bound::{About, AtLeast, MoreThan, UpTo};
    for (text, bound, count) in [
        // A bound that is denied is its opposite, in every language.
        ("not more than 77,000", UpTo, 77_000),
        ("not fewer than 77,000", AtLeast, 77_000),
        ("nicht mehr als 77.000 Autos", UpTo, 77_000),
        ("nicht weniger als 77.000 Autos", AtLeast, 77_000),
        ("pas plus de 77 000 voitures", UpTo, 77_000),
        ("pas moins de 77 000 voitures", AtLeast, 77_000),
        ("inte mer än 77 000 bilar", UpTo, 77_000),
        ("inte mindre än 77 000 bilar", AtLeast, 77_000),
        ("niet meer dan 77.000 auto's", UpTo, 77_000),
        ("ikke mere end 77.000 biler", UpTo, 77_000),
        ("不超过7.7万辆", UpTo, 77_000),
        ("77,000 cars for one year", About, 77_000),
        // A separator before a word such as "million" follows the language, too.
        ("more than 1,456 million miles", MoreThan, 1_456_000_000),
        ("mehr als 1,456 Millionen Kilometer", MoreThan, 1_456_000),
        ("mehr als 1.456 Millionen Kilometer", MoreThan, 1_456_000_000),
        ("1.456 million miles", About, 1_456_000),
        ("超过1,456万辆", MoreThan, 14_560_000),
    ] {
        let read = text.parse::<Claim>().map(|claim| (claim.bound, claim.count));
        assert_eq!(read, Ok((bound, Count::whole(count))), "{text}");
    }
}

#[test]
fn counts_in_many_spellings() {
    use Bound::{About, AtLeast, Exactly, LessThan, MoreThan, Nearly, UpTo};
    for (text, bound, count) in [
        ("more than 77000", MoreThan, 77_000),
        ("Over 77,000 passenger vehicles", MoreThan, 77_000),
        ("in excess of 77 000 cars", MoreThan, 77_000),
        ("upwards of 77\u{202f}000", MoreThan, 77_000),
        (">77k", MoreThan, 77_000),
        ("nearly 28,168", Nearly, 28_168),
        ("almost 1.3 million homes", Nearly, 1_300_000),
        ("just under 500,000", Nearly, 500_000),
        ("approximately 44,000 cars", About, 44_000),
        ("approx. 44,000", About, 44_000),
        ("roughly 44,000", About, 44_000),
        ("some 44,000", About, 44_000),
        ("~ 44 000", About, 44_000),
        ("c. 44,000", About, 44_000),
        ("44,000 or so", About, 44_000),
        ("up to 1,000", UpTo, 1_000),
        ("as many as 1,000", UpTo, 1_000),
        ("no more than 1,000", UpTo, 1_000),
        ("fewer than 1,000", LessThan, 1_000),
        ("under 1,000", LessThan, 1_000),
        ("at least 1,000", AtLeast, 1_000),
        ("no fewer than 1,000", AtLeast, 1_000),
        ("1,000+ cars", AtLeast, 1_000),
        ("1,000 or more", AtLeast, 1_000),
        ("exactly 215,000", Exactly, 215_000),
        ("215,000", About, 215_000),
        ("the equivalent of over 215,000 cars", MoreThan, 215_000),
        ("equivalent to removing nearly 7,400 gasoline-powered cars for one year", Nearly, 7_400),
        ("a year's emissions from 5,000 cars in 2023", About, 5_000),
        ("taking 1.2 million cars off the road", About, 1_200_000),
        ("3.6m trees", About, 3_600_000),
        ("1 million cars", About, 1_000_000),
        ("a million cars", About, 1_000_000),
        ("one million cars", About, 1_000_000),
        ("half a million cars", About, 500_000),
        ("more than three quarters of a million", MoreThan, 750_000),
        ("1½ million", About, 1_500_000),
        ("1 1/2 million", About, 1_500_000),
        ("2.75bn", About, 2_750_000_000),
        ("18 billion", About, 18_000_000_000),
        ("1,234,567", About, 1_234_567),
        ("3,56,411 cars", About, 356_411),
        ("3.5 lakh", About, 350_000),
        ("2 lakh crore", About, 2_000_000_000_000),
        ("356'411", About, 356_411),
        ("356’411 Autos", About, 356_411),
        ("mehr als 77.000 Autos", MoreThan, 77_000),
        ("knapp 1,7 Mio. Autos", Nearly, 1_700_000),
        ("rund 2 Milliarden", About, 2_000_000_000),
        ("plus de 77 000 voitures", MoreThan, 77_000),
        ("plus d'un million de voitures", MoreThan, 1_000_000),
        ("près de 1,7 million de voitures", Nearly, 1_700_000),
        ("mer än 77 000 bilar", MoreThan, 77_000),
        ("drygt 1,7 miljoner bilar", MoreThan, 1_700_000),
        ("nästan en halv miljon", Nearly, 500_000),
        ("meer dan 77.000 auto's", MoreThan, 77_000),
        ("ruim 1,7 miljoen", MoreThan, 1_700_000),
        ("mere end 77.000 biler", MoreThan, 77_000),
        ("yli 77 000 autoa", MoreThan, 77_000),
        ("más de 77.000 coches", MoreThan, 77_000),
        ("casi 77 mil coches", Nearly, 77_000),
        ("mais de 1,7 milhões de carros", MoreThan, 1_700_000),
        ("più di 77.000 auto", MoreThan, 77_000),
        ("ponad 77 tys. samochodów", MoreThan, 77_000),
        ("повече от 215 000 автомобила", MoreThan, 215_000),
        ("над 1,7 милиона", MoreThan, 1_700_000),
        ("более 77 тыс. машин", MoreThan, 77_000),
        ("περισσότερα από 77.000 αυτοκίνητα", MoreThan, 77_000),
        ("超过7.7万辆", MoreThan, 77_000),
        ("7.7万", About, 77_000),
        ("7.7万余辆", MoreThan, 77_000),
        ("7.7万辆以上", AtLeast, 77_000),
        ("近８万辆", Nearly, 80_000),
        ("约1.2亿公里", About, 120_000_000),
        ("逾十万辆", MoreThan, 100_000),
        ("超過7.7萬輛", MoreThan, 77_000),
        ("約77,000台", About, 77_000),
        ("77,000台以上", AtLeast, 77_000),
        ("7万7千台", About, 77_000),
        ("약 7만 대", About, 70_000),
        ("7만 대 이상", AtLeast, 70_000),
        ("लगभग ७७,००० कारें", About, 77_000),
        ("77,000 से अधिक कारें", MoreThan, 77_000),
        ("أكثر من ٧٧٬٠٠٠ سيارة", MoreThan, 77_000),
    ] {
        let read = text.parse::<Claim>();
        let read = read.map(|claim| (claim.bound, claim.count));
        assert_eq!(read, Ok((bound, Count::whole(count))), "{text}");
    }
}

#[test]
fn fractions_are_exact() {
    for (text, count) in [
        ("2.3 cars", ratio(23, 10)),
        ("0.5 homes", ratio(1, 2)),
        ("a third of a car", ratio(1, 3)),
        ("⅓ of a car", ratio(1, 3)),
        ("2½ cars", ratio(5, 2)),
        ("half a car", ratio(1, 2)),
        ("0,5 Autos", ratio(1, 2)),
        ("2,25 voitures", ratio(9, 4)),
    ] {
        assert_eq!(text.parse::<Claim>().map(|claim| claim.count), Ok(count), "{text}");
    }
}

/// A number with a unit is converted, not translated.
#[test]
fn distances_are_converted() {
    let claim: Claim = "1.7 million miles of airline flight".parse().unwrap();
    assert_eq!(claim.distance, Some(DistanceUnit::Mile));
    assert_eq!(
        "1,7 miljoner mil".parse::<Claim>().unwrap().distance,
        Some(DistanceUnit::SwedishMil)
    );
    assert_eq!("170万公里".parse::<Claim>().unwrap().distance, Some(DistanceUnit::Kilometre));
    let set = editions::get("epa-2020").unwrap();
    let amount: ClaimedAmount = "0.398 t".parse().unwrap();
    for (claim, answer) in [
        ("1,000 miles", Answer::Holds),
        ("1,000 driven", Answer::Holds),
        ("1,609.3 km", Answer::Holds),
        ("1,000 km", Answer::Fails),
        ("161 Swedish mil", Answer::Fails),
    ] {
        let rows = reproduce([set], amount, claim.parse().unwrap(), "gasoline_car_mile");
        assert_eq!(rows[0].answer, answer, "{claim}");
    }
}

#[test]
fn amounts_in_many_spellings() {
    for (text, grams) in [
        ("356411 t", Count::whole(356_411_000_000)),
        ("356,411 tonnes of CO2", Count::whole(356_411_000_000)),
        ("356.411 t", Count::whole(356_411_000)),
        ("1 million t", Count::whole(1_000_000_000_000)),
        ("1M metric tons CO2e", Count::whole(1_000_000_000_000)),
        ("1 MMT CO2e", Count::whole(1_000_000_000_000)),
        ("1 Mt CO2e", Count::whole(1_000_000_000_000)),
        ("1.5 MtCO2", Count::whole(1_500_000_000_000)),
        ("44,500 MTCO2e", Count::whole(44_500_000_000)),
        ("44,500 MT CO2e", Count::whole(44_500_000_000)),
        ("1.2 Mt CO2", Count::whole(1_200_000_000_000)),
        ("332 million pounds of CO2 in FY2023", ratio(15_059_266_684_000, 100)),
        ("2 kt", Count::whole(2_000_000_000)),
        ("18 billion lb", Count::whole(8_164_662_660_000)),
        ("332 million pounds", ratio(15_059_266_684_000, 100)),
        ("1 lb", ratio(45_359_237, 100_000)),
        ("1,000 short tons", Count::whole(907_184_740)),
        ("1 US ton of CO2", ratio(90_718_474, 100)),
        ("5 kilograms", Count::whole(5_000)),
        ("0.2 g CO2 per search", ratio(1, 5)),
        ("350 mg", ratio(7, 20)),
        ("half a tonne", Count::whole(500_000)),
        ("26 000 tonnes", Count::whole(26_000_000_000)),
        ("über 26.000 Tonnen", Count::whole(26_000_000_000)),
        ("mer än 26 000 ton", Count::whole(26_000_000_000)),
        ("1,5 miljoen ton", Count::whole(1_500_000_000_000)),
        ("1,5 million de tonnes", Count::whole(1_500_000_000_000)),
        ("над 1 милион тона", Count::whole(1_000_000_000_000)),
        ("356,411 公吨", Count::whole(356_411_000_000)),
        ("35.6万吨二氧化碳", Count::whole(356_000_000_000)),
        ("35万トン", Count::whole(350_000_000_000)),
        ("35만 톤", Count::whole(350_000_000_000)),
        ("2 लाख टन", Count::whole(200_000_000_000)),
    ] {
        assert_eq!(text.parse::<ClaimedAmount>().map(ClaimedAmount::grams), Ok(grams), "{text}");
    }
}

#[test]
fn what_could_be_misread_is_refused() {
    let claim = |text: &str| text.parse::<Claim>().unwrap_err();
    assert!(matches!(claim("77.000 cars"), ClaimError::Ambiguous { .. }));
    assert!(matches!(
        claim("7,70 0,1 cars"),
        ClaimError::Ambiguous { .. } | ClaimError::SecondNumber { .. }
    ));
    assert!(matches!(claim("7,7,7 cars"), ClaimError::Ambiguous { .. }));
    assert!(matches!(claim("many cars"), ClaimError::Number { .. }));
    assert!(matches!(claim(""), ClaimError::Number { .. }));
    assert!(matches!(claim("0 cars"), ClaimError::OutOfRange { .. }));
    assert!(matches!(claim("2000 trillion"), ClaimError::OutOfRange { .. }));
    assert!(matches!(claim("more than 5 or less"), ClaimError::TwoBounds { .. }));
    assert!(matches!(claim("5 to 7 cars"), ClaimError::SecondNumber { .. }));
    assert_eq!(claim(&"x".repeat(301)), ClaimError::TooLong);
    for negated in [
        "not 77,000 cars",
        "never more than 77,000",
        "hardly more than 77,000",
        "keine 77 000 Autos",
        "kaum mehr als 77.000 Autos",
        "jamais plus de 77 000 voitures",
        "no más de 77 000 coches",
        "не повече от 77 000 автомобила",
        "未超过7.7万辆",
    ] {
        assert!(matches!(claim(negated), ClaimError::Negated { .. }), "{negated}");
    }
    for second in ["77,000 cars for ten years", "77,000 cars for half a year"] {
        assert!(matches!(claim(second), ClaimError::SecondNumber { .. }), "{second}");
    }
    for other in ["77,000 cars a day", "77,000 cars for a decade", "9 million miles per month"] {
        assert!(matches!(claim(other), ClaimError::Period { .. }), "{other}");
    }
    // A thousand times more in English than in French.
    assert!(matches!(claim("1,456 million"), ClaimError::Ambiguous { .. }));
    assert!(matches!(claim("1,456 million cars"), ClaimError::Ambiguous { .. }));
    let amount = |text: &str| text.parse::<ClaimedAmount>().unwrap_err();
    assert!(matches!(amount("26,000 tons"), ClaimedAmountError::TwoMeanings { .. }));
    assert!(matches!(amount("more than 26,000 tons"), ClaimedAmountError::TwoMeanings { .. }));
    assert!(matches!(amount("5 MT"), ClaimedAmountError::TwoMeanings { .. }));
    assert!(matches!(amount("5 tonnes of carbon"), ClaimedAmountError::Carbon { .. }));
    assert!(matches!(amount("5"), ClaimedAmountError::Unit { .. }));
    assert!(matches!(amount("5 stone"), ClaimedAmountError::Unit { .. }));
    assert!(matches!(amount("some t"), ClaimedAmountError::Number { .. }));
    assert!(matches!(amount("5,5,5 t"), ClaimedAmountError::Ambiguous { .. }));
    assert!(matches!(amount("5 t in 2 years"), ClaimedAmountError::SecondNumber { .. }));
    for gas in ["5 t of CO", "5 t of methane", "5 tonnes of carbon monoxide", "5 t NOx"] {
        let error = amount(gas);
        assert!(
            matches!(error, ClaimedAmountError::Gas { .. } | ClaimedAmountError::Carbon { .. }),
            "{gas}: {error}"
        );
    }
    assert!(matches!(amount("not 5 t"), ClaimedAmountError::Negated { .. }));
    assert!(matches!(amount("5 t a day"), ClaimedAmountError::Period { .. }));
    assert!(matches!(amount("5 t for two years"), ClaimedAmountError::SecondNumber { .. }));
    assert!(matches!(amount("1,456 million t"), ClaimedAmountError::Ambiguous { .. }));
    assert!(matches!(amount("0 t"), ClaimedAmountError::OutOfRange));
    assert!(matches!(amount("900 Gt and 30 trillion"), ClaimedAmountError::SecondNumber { .. }));
    assert!(matches!(amount("100 million Gt"), ClaimedAmountError::OutOfRange));
    assert_eq!(amount(&"x".repeat(301)), ClaimedAmountError::TooLong);
}

/// What is printed is read back as the same claim, and no text makes the parser panic.
#[test]
fn claims_print_what_they_read() {
    for text in [
        "over 77,000 cars",
        "nearly 2½",
        "a third of a car",
        "~1.7 million miles",
        "7.7万余辆",
        "at least 0.125",
        "7.7999999999999999999",
    ] {
        let claim: Claim = text.parse().unwrap();
        assert_eq!(claim.to_string().parse(), Ok(claim), "{text}: {claim}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<Claim>();
        let _ = text.parse::<ClaimedAmount>();
    }

    #[test]
    fn no_words_make_a_reader_panic(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "more than", "over", "7.7", "77,000", "1/3", "½", "万", "million", "lakh crore", "t", "lb", "ton",
            "余", "以上", "mil", "halv", "0", "999999999999999999", "1/0", "-", "Mt", "CO2", " ", "'", "0.000000001",
        ]), 0..8),
        blank in proptest::sample::select(vec!["", " "]),
    ) {
        let text = words.join(blank);
        if let Ok(claim) = text.parse::<Claim>() {
            proptest::prop_assert_eq!(claim.to_string().parse::<Claim>().map(|read| (read.bound, read.count)), Ok((claim.bound, claim.count)));
        }
        let _ = text.parse::<ClaimedAmount>();
    }
}
