//! Every relative link of every page leads to a file, and to a heading if it names one; every page is in the book.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What a page refers to, and what in it can be referred to.
#[derive(Debug, Default)]
struct Page {
    links: Vec<String>,
    headings: Vec<String>,
}

impl Page {
    fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url: to, .. } | Tag::Image { dest_url: to, .. }) => {
                    page.links.push(to.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    page.headings.extend(heading.take().map(|text| slug(&text)));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        page
    }
}

/// The name by which a heading is linked to, as GitHub and mdBook make it.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn pages(folder: &Path, found: &mut BTreeMap<PathBuf, Page>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let hidden = name.to_string_lossy().starts_with('.');
        if path.is_dir() {
            if !hidden && name != "target" && name != "node_modules" {
                pages(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path).expect("a page is text");
            found.insert(path, Page::parse(&text));
        }
    }
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the workspace")
}

#[test]
fn every_link_leads_somewhere() {
    let mut all = BTreeMap::new();
    pages(root(), &mut all);
    let (mut broken, mut seen) = (Vec::new(), 0);
    for (path, page) in &all {
        let folder = path.parent().expect("a file is in a folder");
        for link in &page.links {
            // Other hosts, e-mail addresses, and items of Rust (`fn@verify`), which rustdoc checks.
            if ["://", "mailto:", "::", "@"].iter().any(|mark| link.contains(mark)) {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { plain(&folder.join(file)) };
            let there = target.exists();
            let headed = anchor.is_empty()
                || all
                    .get(&target)
                    .is_none_or(|page| page.headings.iter().any(|name| name == anchor));
            if !there || !headed {
                broken.push(format!(
                    "{}: {link}",
                    path.strip_prefix(root()).unwrap_or(path).display()
                ));
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} links were found");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_page_is_in_the_book() {
    let docs = root().join("docs");
    let mut all = BTreeMap::new();
    pages(&docs, &mut all);
    let summary = docs.join("SUMMARY.md");
    let listed: Vec<PathBuf> = all[&summary].links.iter().map(|link| docs.join(link)).collect();
    let missing: Vec<_> =
        all.keys().filter(|page| **page != summary && !listed.contains(page)).collect();
    assert!(missing.is_empty(), "not in docs/SUMMARY.md: {missing:#?}");
}

#[test]
fn names_of_headings() {
    assert_eq!(slug("Data: what `co2` reads, and why"), "data-what-co2-reads-and-why");
    let page = Page::parse("# A *b*\n\n[x](y.md#z) ![](p.svg)\n\n| a |\n|---|\n| [t](u) |\n");
    assert_eq!(page.headings, ["a-b"]);
    assert_eq!(page.links, ["y.md#z", "p.svg", "u"]);
}
