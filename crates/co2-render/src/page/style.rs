//! The style of pages on a screen and on paper.

use crate::look::{Logo, Look, Paper, Source};
use crate::markup::Markup;
use crate::wording::Wording;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// A page is a sheet of paper: it keeps the colours of its host, and only what is around it follows the reader's
/// choice of light or dark.
const RULES: &str = "\
*{box-sizing:border-box}\
:root{font:12pt/1.45 system-ui,sans-serif;background:#eceeef;color-scheme:light}\
@media (prefers-color-scheme:dark){:root{background:#131517}}\
body{margin:0;padding:clamp(.5rem,3vw,2.5rem)}\
main{max-width:58rem;margin:0 auto;padding:clamp(1rem,5vw,3.5rem);background:var(--paper);color:#222;\
border:6px double var(--accent);box-shadow:0 2px 14px #0002}\
h1,h2,h3,p,dd,bdi{overflow-wrap:anywhere}\
h1,h2,.kind,.lead strong{color:var(--accent)}\
h1{font:600 clamp(1.6rem,5vw,2.5rem)/1.2 Georgia,'Noto Serif',serif;margin:.6rem 0 .3rem}\
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--accent)}\
h3{font-size:1.05rem;margin:0 0 .2rem}\
h4{font-size:1rem;margin:1.2rem 0 .2rem}\
p{margin:.3rem 0}\
header{display:flex;flex-wrap:wrap;gap:1.5rem 2.5rem;align-items:flex-start}\
header>div{flex:1 1 17rem;min-width:0}\
.logo{max-height:3.5rem;max-width:16rem;display:block;margin:0 0 1rem}\
.kind{margin:0;font-weight:600}\
.serial{font-size:1.1rem;margin:0}\
.serial bdi{font-family:ui-monospace,'Noto Sans Mono',monospace;font-weight:600}\
.lead{margin:1.4rem 0;font-size:1.1rem}\
.lead strong{display:block;font-size:clamp(1.9rem,7.5vw,3.3rem);line-height:1.15;font-weight:700;white-space:nowrap}\
.state{display:inline-block;border:1.5px solid var(--accent);border-radius:1rem;padding:.1rem .8rem;font-weight:600;color:var(--accent)}\
dl{margin:1.2rem 0 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:.9rem 2rem}\
dl>div{min-width:0}\
dt{color:#555;font-size:.9rem}dd{margin:0}\
figure{margin:0;width:10rem;text-align:center;font-size:.85rem;color:#555}\
figure svg{width:100%;height:auto;display:block;margin:0 0 .3rem}\
a{color:inherit}\
.bar{width:100%;height:3.2rem;display:block;margin:.4rem 0 .2rem}\
.bar rect{stroke:var(--paper);stroke-width:2;vector-effect:non-scaling-stroke}\
.bar path{fill:none;stroke:#222;stroke-width:1.5;vector-effect:non-scaling-stroke}\
span.s{display:inline-block;width:.8em;height:.8em;margin-inline-end:.5em;border-radius:2px;background:var(--accent)}\
.bar .s{fill:var(--accent)}\
.s1{opacity:.75}.s2{opacity:.55}.s3{opacity:.4}.s4{opacity:.28}\
.projects{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:1rem;padding:0;margin:0;list-style:none}\
.projects>li{border:1px solid #bbb;border-radius:6px;padding:.8rem 1rem;min-width:0}\
.projects p{margin:.15rem 0}\
.projects .sum{font-size:1.25rem;font-weight:600}\
details{margin-top:2.2rem;border-top:1px solid var(--accent)}details+h2{margin-top:.6rem}details[open]+h2{margin-top:2.2rem}\
summary{cursor:pointer;padding:.8rem 0;font-weight:600;color:var(--accent);font-size:1.15rem}\
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:0 2rem}\
section{min-width:0}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:start;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}\
th{width:36%;font-weight:600;overflow-wrap:break-word}\
td.amount,th.amount{text-align:end;padding-inline-end:0}\
.stages th{width:auto;font-weight:400}\
.stages tr:last-child>*{font-weight:600}\
.list{margin-top:1.5rem}.list th{width:auto}.list thead th{border-bottom:2px solid var(--accent)}\
.notice{border:2px solid #a00000;color:#a00000;font-weight:bold;padding:.5rem .9rem;margin:0 0 1.2rem}\
.note{color:#555;margin:0 0 .8rem}\
.host{border-inline-start:3px solid var(--accent);padding-inline-start:.9rem;margin:1.2rem 0}\
.given{white-space:pre-wrap}\
@media (min-width:40rem){td.amount{white-space:nowrap}}\
@media (max-width:40rem){\
.list thead{display:none}\
.list tr{display:block;padding:.5rem 0;border-bottom:1px solid #ccc}\
.list th,.list td{display:block;border:0;padding:.05rem 0}\
.list td.amount{text-align:start;font-weight:600}}\
@media print{\
:root{font-size:7.2pt;line-height:1.2;background:none}\
body{padding:0}\
main{max-width:none;padding:3.5mm 5mm;border-width:1.2mm;box-shadow:none;\
print-color-adjust:exact;-webkit-print-color-adjust:exact}\
h1{font-size:17pt;margin:0}h2{font-size:9pt;margin:1.8mm 0 .8mm;padding-top:1mm}h3{font-size:8.5pt}h4{font-size:7.2pt;margin:1.2mm 0 .3mm}\
p{margin:.5mm 0}\
.kind,.serial,.lead{font-size:9.5pt}.lead{margin:1.2mm 0}.lead strong{display:inline;font-size:20pt}\
.state{font-size:8.5pt}\
dl{margin-top:1.5mm;gap:1.5mm 6mm;grid-template-columns:repeat(3,auto);font-size:8pt}dt{font-size:7pt}\
figure{width:26mm;font-size:6.5pt}\
.bar{height:6.5mm;margin-top:1mm}\
.projects{gap:2mm;grid-template-columns:repeat(3,1fr)}.projects>li{padding:1mm 2mm}.projects p{margin:.2mm 0}.projects .sum{font-size:9.5pt}\
details,details+h2{margin-top:1.8mm}summary{padding:.8mm 0;font-size:9pt;list-style:none}\
details::details-content{content-visibility:visible;block-size:auto}\
.pair{display:block;columns:3;column-gap:4mm;font-size:6.1pt;line-height:1.14}.pair section:first-child h4{margin-top:0}\
.pair th{width:31%}th,td{padding:.15mm 1.2mm .15mm 0;border-color:#ddd}\
.notice{padding:1mm 2mm;margin:0 0 2mm}.note,.host{margin:0 0 1.5mm}\
tr,li{break-inside:avoid}h2,h3,h4{break-after:avoid}thead{display:table-header-group}}";

/// Writes everything before the content of a page: language, security policy, title, style and colours.
pub(super) fn open(page: &mut Markup, look: &Look, wording: &Wording, title: &str) {
    let style = style(look);
    // Only this style is allowed, so none that a text smuggled in would apply.
    let digest = BASE64.encode(&Sha256::digest(&style));
    page.tag("<!DOCTYPE html>\n<html lang=\"")
        .tag(wording.locale().markup_tag())
        .tag("\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n")
        .tag("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-")
        .text(digest)
        .tag("&#39;");
    match look.logo.as_ref().map(Logo::source) {
        None => {}
        Some(Source::Embedded { .. }) => {
            page.tag("; img-src data:");
        }
        // Only the host is written: a path could contain characters that end a policy.
        Some(Source::Hosted(url)) => {
            page.tag("; img-src https://").text(url.host());
        }
    }
    page.tag(
        "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
    )
    .text(title)
    .tag("</title>\n<style>");
    // The rules are our own, and a colour is a number sign with six digits.
    page.style(&style).tag("</style>\n</head>\n<body>\n<main>\n");
}

/// Returns the rules of a page with the paper and colours of its host.
fn style(look: &Look) -> String {
    let (accent, background) = (look.colours.accent(), look.colours.background());
    let paper = match look.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    format!(
        "@page{{size:{paper};margin:8mm}}:root{{--accent:{accent};--paper:{background}}}{RULES}"
    )
}

/// Writes the logo, if there is one.
pub(super) fn logo(page: &mut Markup, look: &Look) {
    let Some(logo) = &look.logo else { return };
    page.tag("<img class=\"logo\" src=\"");
    match logo.source() {
        Source::Embedded { media_type, base64 } => {
            page.tag("data:").tag(media_type).tag(";base64,").text(base64);
        }
        Source::Hosted(url) => {
            page.text(url);
        }
    }
    page.tag("\" alt=\"").text(logo.alternative()).tag("\">\n");
}
