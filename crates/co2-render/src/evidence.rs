//! The evidence that a record provides by itself.

use co2_cert::record::State;
use co2_cert::{CreditLine, RetirementRecord};
use co2_claims::Evidence;
use co2_units::text::LongText;

/// Returns what a record itself states, as evidence for a claim: `footprint_amount`, `project_id`,
/// `project_name`, `quantity`, `registry`, `retirement_status`, `serial_numbers`, and `vintage` if
/// every line has one. The host must add what the record does not state, such as
/// `product_footprint_unchanged`.
///
/// ```
/// # let file = include_bytes!("../tests/data/certificate.json");
/// let certificate = co2_cert::Certificate::from_json(file)?;
/// let evidence = co2_render::record_evidence(certificate.record());
/// assert_eq!(evidence.get(&"quantity".parse()?).unwrap().as_str(), "335 kg CO2e");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn record_evidence(record: &RetirementRecord) -> Evidence {
    let lines = record.lines();
    let each = |text: &dyn Fn(&CreditLine) -> String| {
        let mut texts: Vec<String> = lines.iter().map(text).collect();
        texts.dedup();
        let count = texts.len();
        LongText::new(texts.join("; "))
            .or_else(|_| format!("{count} of them, listed in the record").parse())
    };
    let vintages = lines.iter().all(|line| line.vintage.is_some());
    let status = match record.state() {
        State::Retired => "retired",
        State::Allocated => "allocated, retirement due",
    };
    let stated = [
        ("footprint_amount", record.footprint().total.to_string().parse()),
        ("project_id", each(&|line| line.project.to_string())),
        ("project_name", each(&|line| line.project_name.to_string())),
        ("quantity", record.amount().to_string().parse()),
        ("registry", each(&|line| line.registry.to_string())),
        ("retirement_status", status.parse()),
        ("serial_numbers", each(&|line| format!("{}, grams {}", line.block, line.slice))),
        (
            "vintage",
            each(&|line| line.vintage.map(|vintage| vintage.to_string()).unwrap_or_default()),
        ),
    ];
    let mut evidence = Evidence::new();
    for (name, text) in stated {
        if name == "vintage" && !vintages {
            continue;
        }
        let (Ok(name), Ok(text)) = (name.parse(), text) else {
            debug_assert!(false, "the names are constants, and a record's texts are not empty");
            continue;
        };
        // A blank text, which a project's name could be, is not evidence.
        if let Ok(more) = evidence.clone().with(name, text) {
            evidence = more;
        }
    }
    evidence
}
