//! Writes badges and pages for a browser, a QR reader and an Open Badges reader: in all languages,
//! with texts in their scripts, and with texts that try to be more than text.
//!
//! `cargo run -p co2-render --features l10n --example pictures -- FOLDER`; `interop/run` runs it and
//! then the checkers.

use co2_cert::record::Coverage;
use co2_cert::status::StatusEntry;
use co2_cert::{Certificate, CertificateDraft, HttpsUrl, Issuer, KeySigner, RetirementRecord};
use co2_claims::{Audience, Claim, ClaimForm, ClaimPolicy, Opinion, Origin, Outcome, Rule};
use co2_render::{
    BadgeStyle, Colour, Colours, Label, Locale, Logo, Look, Paper, Size, Theme, Wording, bake_png,
    certificate_page, label_badge, order_summary, record_badge, record_badge_png, record_evidence,
};
use co2_units::Timestamp;
use serde_json::json;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The artefacts written by one run.
struct Folder {
    root: PathBuf,
}

impl Folder {
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap_or_else(|| Path::new(".")))?;
        Ok(fs::write(path, bytes)?)
    }
}

/// A text that would do harm if it were more than text, and that would reorder the text around it.
const ATTACK: &str = "\u{202e}</td></tr></table></svg><script>document.title='harm'</script>\
    <img src=x onerror=document.title='harm'>\"' onload='document.title=\"harm\"' ]]>\u{2067}\u{5d0}(1)";

/// An invented product with two invented projects.
fn draft(time: Timestamp) -> Result<CertificateDraft> {
    let issuer = Issuer::web("shop.example".parse()?, "Example Shop".parse()?)?;
    let list = |url: &str| -> Result<StatusEntry> {
        Ok(StatusEntry { list: url.parse()?, index: 70_562 })
    };
    Ok(CertificateDraft {
        id: "https://shop.example/certificates/42".parse()?,
        issuer,
        valid_from: time,
        subject_base: "https://id.shop.example".parse()?,
        record: serde_json::from_str(include_str!("record.json"))?,
        status: list("https://shop.example/status/revocation-1.json")?,
        suspension: Some(list("https://shop.example/status/suspension-1.json")?),
        spent: None,
        log: Some("shop.example/log".parse()?),
    })
}

/// Writes everything, and a list of what must be found in it.
fn main() -> Result<()> {
    let root = std::env::args_os().nth(1).ok_or("usage: pictures FOLDER")?;
    let folder = &Folder { root: root.into() };
    let time: Timestamp = "2026-06-01T12:00:00Z".parse()?;
    let signer = &KeySigner::from_seed(&[7; 32], "did:web:shop.example#2026");
    let draft = || draft(time);
    let mut list = List { folder, badges: Vec::new(), pages: Vec::new() };
    let mut signed = Vec::new();
    for (number, language) in Locale::ALL.into_iter().enumerate() {
        let mut draft = draft()?;
        draft.id = format!("https://shop.example/certificates/{}", 100 + number).parse()?;
        let mut parts = in_script(draft.record, language)?.into_parts();
        parts.product.serial = format!("PF0ABC{}", 20 + number).parse()?;
        draft.record = RetirementRecord::new(parts)?;
        let certificate = draft.build()?.sign(signer, time)?;
        let wording = Wording::new(language)?;
        list.badges(language.as_str(), &certificate, &wording)?;
        list.label(language.as_str(), &certificate, &wording, time)?;
        let look = Look {
            colours: Colours::new("#0b5d3b".parse()?, Colour::WHITE)?,
            language_of_facts: Some(language),
            ..Look::default()
        };
        list.pages(language.as_str(), &certificate, &wording, &look)?;
        signed.push(certificate);
    }
    let english = Wording::english();
    list.page("order", &order_summary(&signed, &english, &Look::default())?, "A4", None)?;

    let mut hostile = draft()?;
    hostile.record = hostile_record(hostile.record)?;
    hostile.issuer = Issuer::web(hostile.issuer.host().clone(), ATTACK.parse()?)?;
    let certificate = hostile.build()?.sign(signer, time)?;
    list.badges("hostile", &certificate, &english)?;
    let look = Look {
        logo: Some(Logo::hosted("https://shop.example/logo.svg".parse()?, ATTACK.parse()?)),
        before: Some(ATTACK.parse()?),
        after: Some(ATTACK.parse()?),
        ..Look::default()
    };
    // This many long texts need a second sheet.
    let page = certificate_page(&certificate, &english, &look)?;
    list.page("hostile", &page, "A4", Some(certificate.id()))?;
    let (badges, pages) = (list.badges, list.pages);
    let faulty = faulty(folder)?;
    let wanted = json!({"badges": badges, "pages": pages, "faulty": faulty});
    folder.write("pictures.json", wanted.to_string())
}

struct List<'a> {
    folder: &'a Folder,
    badges: Vec<serde_json::Value>,
    pages: Vec<serde_json::Value>,
}

impl List<'_> {
    /// Writes every badge of a certificate, and the credential that must be read from it.
    fn badges(&mut self, name: &str, certificate: &Certificate, wording: &Wording) -> Result<()> {
        let credential = format!("pictures/{name}.json");
        self.folder.write(&credential, certificate.to_json())?;
        for theme in Theme::ALL {
            for size in Size::ALL {
                let svg = record_badge(certificate, BadgeStyle { theme, size }, wording);
                let code = (size == Size::Large).then_some(certificate.id());
                let file = format!("pictures/{name}-{theme:?}-{size:?}.svg").to_lowercase();
                self.badge(&file, svg.as_bytes(), &credential, code)?;
            }
        }
        let file = format!("pictures/{name}.png");
        self.badge(&file, &record_badge_png(certificate), &credential, Some(certificate.id()))?;
        let host = format!("pictures/{name}-host.png");
        self.badge(&host, &bake_png(&host_picture(), certificate)?, &credential, None)
    }

    /// Writes a label for a market in which a rule of the host allows it.
    fn label(
        &mut self,
        name: &str,
        certificate: &Certificate,
        wording: &Wording,
        time: Timestamp,
    ) -> Result<()> {
        let date = time.date();
        let claim = |form| -> Result<Claim> {
            Ok(Claim { market: "JP".parse()?, audience: Audience::Business, date, form })
        };
        let mut policy = ClaimPolicy::builtin().clone();
        for (id, form) in
            [("HOST-1", ClaimForm::Contribution), ("HOST-2", ClaimForm::SustainabilityLabel)]
        {
            policy = policy.with_rule(Rule {
                id: id.parse()?,
                market: "JP".parse()?,
                audiences: [Audience::Business].into(),
                form,
                first: None,
                last: None,
                outcome: Outcome::Allow,
                disclosures: ["project_name".parse()?, "registry".parse()?].into(),
                summary: "An invented rule.".parse()?,
                origin: Origin::Host(Opinion {
                    name: "Nobody".parse()?,
                    date,
                    reason: "a demonstration".parse()?,
                }),
            })?;
        }
        let evidence = record_evidence(certificate.record());
        let decide = |form| -> Result<_> { Ok(policy.decide(claim(form)?, &evidence)) };
        let says = decide(ClaimForm::Contribution)?;
        let label = Label::new(&says, &decide(ClaimForm::SustainabilityLabel)?)?;
        for (theme, size) in [(Theme::Light, Size::Small), (Theme::Dark, Size::Large)] {
            let svg = label_badge(certificate, &label, BadgeStyle { theme, size }, wording)?;
            let code = (size == Size::Large).then_some(certificate.id());
            let file = format!("pictures/{name}-label-{size:?}.svg").to_lowercase();
            self.badge(&file, svg.as_bytes(), &format!("pictures/{name}.json"), code)?;
        }
        Ok(())
    }

    fn badge(
        &mut self,
        file: &str,
        bytes: &[u8],
        credential: &str,
        code: Option<&HttpsUrl>,
    ) -> Result<()> {
        self.badges.push(json!({"file": file, "credential": credential, "code": code}));
        self.folder.write(file, bytes)
    }

    /// Writes the page for both paper sizes.
    fn pages(
        &mut self,
        name: &str,
        certificate: &Certificate,
        wording: &Wording,
        look: &Look,
    ) -> Result<()> {
        for (paper, on) in [(Paper::A4, "A4"), (Paper::Letter, "Letter")] {
            let page = certificate_page(certificate, wording, &Look { paper, ..look.clone() })?;
            self.page(&format!("{name}-{}", on.to_lowercase()), &page, on, Some(certificate.id()))?;
        }
        Ok(())
    }

    fn page(&mut self, name: &str, page: &str, paper: &str, code: Option<&HttpsUrl>) -> Result<()> {
        let file = format!("pictures/{name}.html");
        let sheets = (name != "hostile").then_some(1);
        self.pages.push(json!({"file": file, "paper": paper, "sheets": sheets, "code": code}));
        self.folder.write(&file, page)
    }
}

/// Faulty pictures that the browser must report; otherwise its approval of the others proves nothing.
fn faulty(folder: &Folder) -> Result<serde_json::Value> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"60\">\
        <text x=\"9\" y=\"20\">over</text><text x=\"12\" y=\"24\">lap</text>\
        <text x=\"60\" y=\"50\">too long for it</text><text x=\"9\" y=\"50\">\u{e000}</text></svg>";
    let html = "<!DOCTYPE html><meta charset=\"utf-8\"><title>a</title><p>\u{378}</p>\
        <p style=\"width:1200px\">wide</p><script>document.title='harm'</script>";
    folder.write("pictures/faulty.svg", svg)?;
    folder.write("pictures/faulty.html", html)?;
    Ok(json!([
        {"file": "pictures/faulty.svg", "because": ["overlap: over | lap", "outside: too long for it", "no glyph: \u{e000}"]},
        {"file": "pictures/faulty.html", "because": ["wider than the window", "no glyph: \u{378}", "a text has become a script"]},
    ]))
}

/// A picture that a host could have: two grey pixels, written by another program.
fn host_picture() -> Vec<u8> {
    data_encoding::BASE64
        .decode(
            b"iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNoOAAAAcMBQT2mB/IAAAAASUVORK5CYII=",
        )
        .unwrap_or_default()
}

/// Returns the record with names in the script of a language.
fn in_script(record: RetirementRecord, language: Locale) -> Result<RetirementRecord> {
    let (product, project, terms, reason) = match language {
        Locale::Bg => (
            "Примерен бележник 14",
            "Измислени готварски печки",
            "Запис на извършеното. Той не твърди нищо за продукта.",
            "етапът на употреба е обхванат по-рано",
        ),
        Locale::Hi => (
            "उदाहरण नोटबुक 14",
            "काल्पनिक रसोई चूल्हे",
            "जो किया गया उसका अभिलेख। यह उत्पाद के बारे में कोई दावा नहीं करता।",
            "उपयोग का चरण पहले शामिल किया जा चुका है",
        ),
        Locale::Zh => (
            "示例笔记本 14",
            "虚构的炉灶项目",
            "所做之事的记录，不对产品作任何声明。",
            "使用阶段此前已覆盖",
        ),
        _ => return Ok(record),
    };
    let mut parts = record.into_parts();
    parts.product_name = product.parse()?;
    parts.terms = terms.parse()?;
    parts.coverage = Coverage::Part { reason: reason.parse()? };
    for line in &mut parts.lines {
        line.project_name = project.parse()?;
    }
    Ok(RetirementRecord::new(parts)?)
}

/// Returns the record with the attack in every free text.
fn hostile_record(record: RetirementRecord) -> Result<RetirementRecord> {
    let mut parts = record.into_parts();
    parts.product_name = ATTACK.parse()?;
    parts.terms = ATTACK.parse()?;
    parts.demonstration = Some(ATTACK.parse()?);
    parts.coverage = Coverage::Part { reason: ATTACK.parse()? };
    parts.footprint.tier = ATTACK.parse()?;
    parts.footprint.method = ATTACK.parse()?;
    parts.footprint.location = Some(ATTACK.parse()?);
    parts.footprint.sources = vec![ATTACK.parse()?];
    for line in &mut parts.lines {
        line.project_name = ATTACK.parse()?;
        line.technology = ATTACK.parse()?;
        if let co2_cert::Act::Retired { reference, serials, .. } = &mut line.act {
            *reference = ATTACK.parse()?;
            *serials = vec![ATTACK.parse()?];
        }
    }
    for assurance in &mut parts.assurances {
        assurance.body = ATTACK.parse()?;
        assurance.standard = ATTACK.parse()?;
        assurance.scope = ATTACK.parse()?;
        assurance.statement_id = ATTACK.parse()?;
    }
    Ok(RetirementRecord::new(parts)?)
}
