//! Which names mean the same maker.

/// Names that a maker also goes by, folded, with the name by which tables know it. Hewlett Packard Enterprise is
/// another company than HP.
const ALIASES: [(&str, &str); 7] = [
    ("hewlett packard", "hp"),
    ("hewlett packard enterprise", "hpe"),
    ("dell emc", "dell"),
    ("dell technologies", "dell"),
    ("samsung electronics", "samsung"),
    ("asustek", "asus"),
    ("asustek computer", "asus"),
];

/// Words of the legal form, which are no part of a name.
const FORMS: [&str; 14] = [
    "ag",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "ltd",
    "plc",
];

/// Whether two names mean one maker: but for case, punctuation, the legal form and a few known aliases.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || folded(a) == folded(b)
}

/// The name in lower case and without punctuation and legal form, by its own alias where it has one.
pub(crate) fn folded(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric() && letter != '&')
        .filter(|word| !word.is_empty())
        .collect();
    while words.len() > 1 && words.last().is_some_and(|last| FORMS.contains(last)) {
        words.pop();
    }
    let folded = words.join(" ");
    match ALIASES.iter().find(|(alias, _)| *alias == folded) {
        Some((_, name)) => (*name).to_owned(),
        None => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_are_known_by_the_names_they_go_by() {
        for (name, other) in [
            ("HP", "HP Inc."),
            ("HP", "Hewlett-Packard"),
            ("HPE", "Hewlett Packard Enterprise"),
            ("HPE", "Hewlett Packard Enterprise Company"),
            ("HP", "Hewlett-Packard Company"),
            ("Dell", "DELL TECHNOLOGIES"),
            ("Dell", "Dell Inc."),
            ("Dell", " dell "),
            ("Lenovo", "Lenovo Group Ltd."),
            ("Lenovo", "Lenovo Group Limited"),
            ("Apple", "Apple, Inc."),
            ("Google", "Google LLC"),
        ] {
            assert!(same(name, other) && same(other, name), "{other}");
        }
        for (name, other) in [
            ("HP", "HPE"),
            ("HP", "Hewlett Packard Enterprise"),
            ("Dell", "Dellner"),
            ("Lenovo", "Lenovo Group Services"),
            ("Group", ""),
        ] {
            assert!(!same(name, other), "{other}");
        }
    }
}
