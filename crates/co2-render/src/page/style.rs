//! The style of pages on a screen and on paper.

use crate::look::{Logo, Look, Paper, Source};
use crate::markup::Markup;
use crate::wording::Wording;

const RULES: &str = "\
*{box-sizing:border-box}\
:root{font:11pt/1.4 system-ui,sans-serif;color:#222}\
body{max-width:64rem;margin:2rem auto;padding:0 1rem}\
header{display:flex;gap:1.5rem;align-items:flex-start;justify-content:space-between}\
header>div{min-width:0;flex:1}\
.logo{max-height:3.5rem;max-width:16rem;display:block;margin:0 0 .5rem}\
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .5rem}\
h2{font-size:1.1rem;margin:1.2rem 0 .3rem}\
h3{font-size:1rem;margin:.4rem 0 .2rem}\
h1,h2{color:var(--accent)}\
h1,h2,h3,p{overflow-wrap:anywhere}\
figure{margin:0;text-align:center;font-size:.8rem}\
figure svg{width:7rem;height:7rem;display:block;margin:0 auto}\
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:0 1.5rem}\
section{min-width:0}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:start;vertical-align:top;padding:.15rem .5rem .15rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}\
th{width:34%;font-weight:600;overflow-wrap:break-word}\
td.amount,th.amount{text-align:end;padding-inline-end:0}\
.list{margin-top:1rem}.list th{width:auto}.list thead th{border-bottom:2px solid var(--accent)}\
.notice{border:2px solid #a00000;color:#a00000;font-weight:bold;padding:.4rem .8rem;margin:.4rem 0}\
.note{color:#555;margin:.4rem 0}\
.host{border-inline-start:3px solid var(--accent);padding-inline-start:.8rem;margin:.8rem 0}\
.host p{margin:0}\
.given{white-space:pre-wrap}\
@media (min-width:40rem){td.amount{white-space:nowrap}}\
@media print{\
:root{font-size:8pt;line-height:1.25}\
body{margin:0;padding:0;max-width:none}\
h1{font-size:14pt}h2{font-size:9.5pt;margin:2mm 0 .5mm}h3{font-size:8.5pt}\
p{margin:1mm 0}\
figure svg{width:24mm;height:24mm}\
.pair{grid-template-columns:1fr 1fr;gap:0 6mm}\
th,td{padding:.25mm 2mm .25mm 0}\
section,tr{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}}";

/// Writes everything before the content of a page: language, security policy, title, style and colours.
pub(super) fn open(page: &mut Markup, look: &Look, wording: &Wording, title: &str) {
    let (accent, background) = (look.colours.accent(), look.colours.background());
    page.tag("<!DOCTYPE html>\n<html lang=\"")
        .tag(wording.locale().markup_tag())
        .tag("\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n")
        .tag("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'");
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
    .tag("</title>\n<style>@page{size:")
    .tag(match look.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    })
    .tag(";margin:12mm}:root{--accent:")
    .text(accent)
    .tag(";background:")
    .text(background)
    .tag("}")
    .tag(RULES)
    .tag("</style>\n</head>\n<body>\n");
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
