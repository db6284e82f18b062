//! Subdivisions, countries, blocs and the world: their codes, and which contains which.

use co2_units::{Bloc, Country, PlaceError, Region, Subdivision};

#[test]
fn countries_are_those_of_the_standard() {
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
    let countries: Vec<Country> = codes.filter_map(|code| code.parse().ok()).collect();
    // Registries' exports use two codes that ISO leaves to its users: Kosovo, and no country at
    // all.
    let user_assigned = ["XK", "XZ"].map(|code| code.parse::<Country>().unwrap());
    assert!(user_assigned.iter().all(|country| countries.contains(country)));
    let official = countries.len() - user_assigned.len();
    assert_eq!(official, 249, "officially assigned codes of ISO 3166-1");
    for country in &countries {
        assert!(!country.name().is_empty());
        assert_eq!(country.to_string().parse(), Ok(*country));
        assert_eq!(country.to_string().parse(), Ok(country.region()));
    }
    let members = Bloc::ALL.map(|bloc| countries.iter().filter(|c| bloc.contains(**c)).count());
    assert_eq!(members, [27, 30, 5]);
}

#[test]
fn places_that_are_none_are_refused() {
    for text in ["", "S", "se", "Se", "SWE", "XX", "UK", "EL", " SE", "SE ", "é", "ЅЕ", "eu", "ww"]
    {
        let unknown = PlaceError::UnknownCountry { code: text.to_owned() };
        assert_eq!(text.parse::<Country>(), Err(unknown.clone()), "{text:?}");
        assert_eq!(text.parse::<Region>(), Err(unknown), "{text:?}");
    }
    let shown = PlaceError::UnknownCountry { code: "é".repeat(16) };
    assert_eq!("é".repeat(1_000).parse::<Country>(), Err(shown));
    assert!("EU".parse::<Country>().is_err() && "WW".parse::<Country>().is_err());
}

#[test]
fn subdivisions_are_those_of_the_standard() {
    let california: Subdivision = "US-CA".parse().unwrap();
    assert_eq!((california.as_str(), california.name()), ("US-CA", "California"));
    assert_eq!(california.country(), "US".parse().unwrap());
    assert_eq!("US-CA".parse(), Ok(california.region()));
    for text in ["US-XX", "us-ca", "US", "US-", "-CA", "US-CAL", "USCA", " US-CA", "US-CA ", "é-CA"]
    {
        let unknown = PlaceError::UnknownSubdivision { code: text.to_owned() };
        assert_eq!(text.parse::<Subdivision>(), Err(unknown), "{text:?}");
    }
    let shown = PlaceError::UnknownSubdivision { code: "-".repeat(16) };
    assert_eq!("-".repeat(1_000).parse::<Region>(), Err(shown));
    let unknown = PlaceError::UnknownBloc { code: "SE".to_owned() };
    assert_eq!("SE".parse::<Bloc>(), Err(unknown));
}

/// Texts of the European Union write UK and EL; the error names the code of ISO 3166-1.
#[test]
fn other_codes_are_named() {
    for (code, iso) in [("UK", "GB"), ("EL", "GR")] {
        let error = code.parse::<Region>().unwrap_err();
        let message = format!("unknown country {code:?}; write {iso}, its ISO 3166-1 code");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn every_subdivision_lies_in_its_country() {
    let codes: Vec<&str> = rust_iso3166::iso3166_2::SUBDIVISION_MAP.keys().copied().collect();
    assert!(codes.len() > 5_000, "{}", codes.len());
    for code in codes {
        let part: Subdivision = code.parse().unwrap();
        assert_eq!(part.to_string(), code);
        assert!(!part.name().is_empty());
        let chain: Vec<Region> = part.region().chain().collect();
        assert_eq!(chain[..2], [part.region(), part.market().region()]);
        assert_eq!(chain.last(), Some(&Region::World));
        assert!(chain.windows(2).all(|pair| pair[1].contains(pair[0])), "{code}");
    }
}

#[test]
fn regions_contain_what_lies_in_them() {
    let region = |text: &str| text.parse::<Region>().unwrap();
    for (outer, inner, is_in) in [
        ("WW", "WW", true),
        ("WW", "US-CA", true),
        ("EU", "SE", true),
        ("EU", "SE-AB", true),
        ("EU", "NO", false),
        ("EEA", "NO", true),
        ("EEA", "EU", true),
        ("EU", "EEA", false),
        ("NORDICS", "IS", true),
        ("NORDICS", "EU", false),
        ("US", "US-CA", true),
        ("US-CA", "US", false),
        ("US-CA", "US-NV", false),
        ("SE", "NO-03", false),
        ("SE", "WW", false),
    ] {
        assert_eq!(region(outer).contains(region(inner)), is_in, "{inner} in {outer}");
    }
}

#[test]
fn a_region_lies_in_wider_ones() {
    let chain = |text: &str| -> Vec<String> {
        text.parse::<Region>().unwrap().chain().map(|region| region.to_string()).collect()
    };
    assert_eq!(chain("SE"), ["SE", "EU", "WW"]);
    assert_eq!(chain("NO"), ["NO", "EEA", "WW"]);
    // Territories with a country code of their own: other grids, outside the bloc.
    assert_eq!(chain("FR-NC"), ["FR-NC", "NC", "WW"]);
    assert_eq!(chain("FR-974"), ["FR-974", "RE", "WW"]);
    assert_eq!(chain("NO-21"), ["NO-21", "SJ", "WW"]);
    assert_eq!(chain("NL-NH"), ["NL-NH", "NL", "EU", "WW"]);
    assert!(!Region::Bloc(Bloc::Eu).contains("NL-AW".parse().unwrap()));
    assert_eq!(chain("US-CA"), ["US-CA", "US", "WW"]);
    assert_eq!(chain("SE-AB"), ["SE-AB", "SE", "EU", "WW"]);
    assert_eq!(chain("NORDICS"), ["NORDICS", "WW"]);
    assert_eq!(chain("EEA"), ["EEA", "WW"]);
    assert_eq!(chain("GB"), ["GB", "WW"]);
    assert_eq!(chain("EU"), ["EU", "WW"]);
    assert_eq!(chain("WW"), ["WW"]);
}
