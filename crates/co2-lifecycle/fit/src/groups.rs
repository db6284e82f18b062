//! Which published sheets are about nearly the same product.
//!
//! Sheets of one product in two generations or sizes are nearly copies of each other. If one of them
//! is fitted and the other one predicted, the score flatters; so such sheets stay together.

use super::SheetRow;
use std::collections::BTreeMap;

/// Words that say how a product is built, not which one it is.
const FORM_FACTORS: [&str; 48] = [
    "aio",
    "all",
    "chromebook",
    "compact",
    "computer",
    "convertible",
    "curved",
    "desktop",
    "detachable",
    "display",
    "dt",
    "factor",
    "fhd",
    "flex",
    "form",
    "gaming",
    "hd",
    "hub",
    "in",
    "inch",
    "laptop",
    "large",
    "micro",
    "mini",
    "mobile",
    "monitor",
    "mt",
    "notebook",
    "one",
    "pc",
    "qhd",
    "rugged",
    "sff",
    "slim",
    "small",
    "tablet",
    "tiny",
    "touch",
    "tower",
    "twr",
    "uhd",
    "ultra",
    "usb",
    "usff",
    "wide",
    "workstation",
    "wqhd",
    "wuxga",
];
/// Words that say which edition of a product it is.
const GENERATIONS: [&str; 9] =
    ["edition", "g", "gen", "generation", "mark", "mk", "new", "refresh", "rev"];

/// The name of a product without words for generation, size and form factor, in lower case.
///
/// Dropped are what stands in brackets; words such as `gen`, `4th`, `g9`, `gen10`, years from 2010 to 2029;
/// sizes, that is numbers from 10 to 99, with decimals or inch marks; and words such as `sff`, `tiny`,
/// `tower`, `2-in-1`, `monitor`. What is left may be empty.
///
/// ```
/// use co2_lifecycle_fit::group_name;
/// assert_eq!(group_name("ThinkPad X1 Yoga 4th Gen"), "thinkpad x1 yoga");
/// assert_eq!(group_name("OptiPlex 7060 Micro Form Factor"), group_name("OptiPlex 7060 Tower"));
/// ```
pub fn group_name(name: &str) -> String {
    // The data set has some dashes and quotes as escapes in plain text.
    let name = name.to_lowercase().replace("\\xe2\\x80\\x93", " ").replace("\\xe2\\x80\\x9d", "\"");
    let name = name.replace("2-in-1", " ").replace("2 in 1", " ");
    let mut depth = 0_usize;
    let outside: String = name
        .chars()
        .filter_map(|letter| match letter {
            '(' => {
                depth = depth.saturating_add(1);
                Some(' ')
            }
            ')' => {
                depth = depth.saturating_sub(1);
                Some(' ')
            }
            _ => (depth == 0).then_some(letter),
        })
        .collect();
    let kept: Vec<&str> = outside
        .split(|letter: char| letter.is_whitespace() || "/,-_&+;:".contains(letter))
        .map(|word| {
            word.trim_matches(|letter: char| ".\"'\u{201c}\u{201d}\u{2033}".contains(letter))
        })
        .filter(|word| !word.is_empty() && !is_dropped(word))
        .collect();
    kept.join(" ")
}

fn is_dropped(word: &str) -> bool {
    FORM_FACTORS.contains(&word)
        || GENERATIONS.contains(&word)
        || is_generation(word)
        || is_size(word)
}

/// `4th`, `g9`, `gen10`, `2020`.
fn is_generation(word: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let ordinal =
        ["st", "nd", "rd", "th"].iter().any(|end| word.strip_suffix(end).is_some_and(number));
    let numbered = ["gen", "g"]
        .iter()
        .any(|start| word.strip_prefix(start).is_some_and(|rest| number(rest) && rest.len() <= 2));
    let year =
        word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (2010..=2029).contains(&year));
    ordinal || numbered || year
}

/// `14`, `15.6`, `27"`, `13in`, `24inch`.
fn is_size(word: &str) -> bool {
    let digits = word.trim_end_matches(['"', '\'']);
    let digits =
        digits.strip_suffix("inch").or_else(|| digits.strip_suffix("in")).unwrap_or(digits);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain && digits.parse::<f64>().is_ok_and(|size| (10.0..100.0).contains(&size))
}

/// For each row the number of its group, counted from 0 in the order of appearance.
///
/// In one group are all rows of one maker that share total and weight, or whose [`group_name`]s agree,
/// directly or through other rows.
pub fn groups(rows: &[SheetRow]) -> Vec<usize> {
    let mut parents: BTreeMap<usize, usize> = BTreeMap::new();
    let mut first_with: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        parents.insert(index, index);
        let name = group_name(&row.name);
        let twin = row.weight_kg.map(|weight| format!("#{:?} {weight:?}", row.mean_kg));
        for key in twin.into_iter().chain((!name.is_empty()).then_some(name)) {
            let &mut other = first_with.entry((row.manufacturer.as_str(), key)).or_insert(index);
            let (a, b) = (root(&parents, index), root(&parents, other));
            parents.insert(a.max(b), a.min(b));
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    (0..rows.len())
        .map(|index| {
            let next = numbers.len();
            *numbers.entry(root(&parents, index)).or_insert(next)
        })
        .collect()
}

/// The smallest row of the group.
fn root(parents: &BTreeMap<usize, usize>, mut index: usize) -> usize {
    while let Some(&parent) = parents.get(&index).filter(|&&parent| parent != index) {
        index = parent;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use co2_lifecycle::Category;

    #[test]
    fn generation_size_and_form_factor_are_dropped_and_the_rest_is_kept() {
        for (name, expected) in [
            ("ThinkPad X1 Carbon 9th Gen", "thinkpad x1 carbon"),
            ("EliteBook 655 15.6 inch G9 Notebook PC", "elitebook 655"),
            ("IdeaPad 5 14/Lenovo V14", "ideapad 5 lenovo v14"),
            ("Legion 5 17\\xe2\\x80\\x9d", "legion 5"),
            ("ideapad 700-15ISK", "ideapad 700 15isk"),
            ("Latitude 5300 2-in-1 Chromebook", "latitude 5300"),
            ("ThinkCentre M920 SFF", "thinkcentre m920"),
            ("OptiPlex 7480 All-in-One Desktop", "optiplex 7480"),
            ("IdeaPad 5 14/Lenovo Xiao Xin Air-14 2020", "ideapad 5 lenovo xiao xin air"),
            ("Nest Doorbell (wired 2nd gen)", "nest doorbell"),
            ("PowerEdge R740", "poweredge r740"),
            ("Gen 4 Monitor 27\"", "4"),
            ("Monitor", ""),
        ] {
            assert_eq!(group_name(name), expected, "{name}");
        }
        assert_ne!(group_name("ThinkPad T480"), group_name("ThinkPad T490"));
        assert_eq!(FORM_FACTORS.len(), 48);
        assert!(FORM_FACTORS.is_sorted() && GENERATIONS.is_sorted());
    }

    fn row(manufacturer: &str, name: &str, mean_kg: f64, weight_kg: Option<f64>) -> SheetRow {
        SheetRow { weight_kg, ..SheetRow::new(manufacturer, name, Category::Laptop, mean_kg) }
    }

    #[test]
    fn twins_and_namesakes_of_one_maker_are_one_group_also_through_others() {
        let rows = [
            row("A", "Alpha 14", 100.0, Some(1.0)),
            row("A", "Beta", 200.0, Some(2.0)),
            row("A", "Alpha 15", 200.0, Some(2.0)),
            row("B", "Alpha 14", 100.0, Some(1.0)),
            row("A", "Gamma", 200.0, None),
            row("A", "14", 300.0, None),
            row("A", "15", 300.0, None),
        ];
        assert_eq!(groups(&rows), [0, 0, 0, 1, 2, 3, 4]);
    }
}
