//! Rows, sentences and texts of pages.

use crate::look::Look;
use crate::markup::Markup;
use crate::qr::Code;
use crate::wording::{Key, Piece, Wording};
use co2_cert::Certificate;
use co2_units::text::{LongText, Text};
use core::fmt::Display;

/// A page being written, with its wording and look.
pub(super) struct Page<'a> {
    pub(super) markup: Markup,
    pub(super) wording: &'a Wording,
    pub(super) look: &'a Look,
}

/// The content of a cell.
#[derive(Clone, Copy)]
pub(super) enum Cell<'a> {
    /// A text in the page's language, including numbers and dates.
    Words(&'a str),
    /// The same, as what matters most on the page.
    Strong(&'a str),
    /// A name or number that has no language: a serial, an address, an amount.
    Code(&'a dyn Display),
    /// A text of the record, in the language of the record's texts.
    Given(&'a dyn Display),
    /// A text in English, such as the name of a country.
    English(&'a dyn Display),
}

impl Page<'_> {
    /// Writes the text of a key.
    pub(super) fn word(&mut self, key: Key) {
        self.markup.text(self.wording.text(key));
    }

    /// Writes a row with a heading and a value.
    pub(super) fn row(&mut self, key: Key, cell: Cell<'_>) {
        self.open_row(key);
        self.cell(cell);
        self.close_row();
    }

    /// Writes a row with a sentence.
    pub(super) fn sentence_row(&mut self, key: Key, sentence: Key, values: &[(&str, Cell<'_>)]) {
        self.open_row(key);
        self.sentence(sentence, values);
        self.close_row();
    }

    pub(super) fn open_row(&mut self, key: Key) {
        self.markup.tag("<tr><th scope=\"row\">");
        self.word(key);
        self.markup.tag("</th><td>");
    }

    pub(super) fn close_row(&mut self) {
        self.markup.tag("</td></tr>\n");
    }

    /// Writes a fact below its name.
    pub(super) fn fact(&mut self, name: Key, value: impl FnOnce(&mut Self)) {
        self.markup.tag("<div><dt>");
        self.word(name);
        self.markup.tag("</dt><dd>");
        value(self);
        self.markup.tag("</dd></div>\n");
    }

    /// Writes a sentence of the page's language with values in it, each isolated.
    pub(super) fn sentence(&mut self, key: Key, values: &[(&str, Cell<'_>)]) {
        let wording = self.wording;
        wording.pieces(key, |piece| match piece {
            Piece::Words(words) => {
                self.markup.text(words);
            }
            Piece::Variable(name) => {
                if let Some((_, cell)) = values.iter().find(|(given, _)| *given == name) {
                    self.cell(*cell);
                }
            }
        });
    }

    /// Writes a value. A value from outside is isolated, so that its writing direction affects only itself.
    pub(super) fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Words(words) => {
                self.markup.text(words);
            }
            Cell::Strong(words) => {
                self.markup.tag("<strong>").text(words).tag("</strong>");
            }
            Cell::Code(code) => {
                self.markup.tag("<bdi>").text(code).tag("</bdi>");
            }
            Cell::Given(text) => {
                // An empty language means that it is unknown.
                let language = self.look.language_of_facts.map_or("", |it| it.markup_tag());
                self.markup.tag("<bdi lang=\"").tag(language).tag("\">").text(text).tag("</bdi>");
            }
            Cell::English(text) => {
                self.markup.tag("<bdi lang=\"en\">").text(text).tag("</bdi>");
            }
        }
    }

    /// Writes the notices of demonstrations, and the note that the wording has not been reviewed.
    pub(super) fn notices<'t>(&mut self, demonstrations: impl IntoIterator<Item = &'t Text>) {
        for notice in demonstrations {
            self.markup.tag("<p class=\"notice\">");
            self.cell(Cell::Given(notice));
            self.markup.tag("</p>\n");
        }
        if !self.wording.is_reviewed() {
            self.markup.tag("<p class=\"note\">");
            self.word(Key::Unreviewed);
            self.markup.tag("</p>\n");
        }
    }

    /// Writes a text of the issuer, marked as such.
    pub(super) fn words_of_host(&mut self, words: Option<&LongText>, name: &dyn Display) {
        let Some(words) = words else { return };
        self.markup.tag("<div class=\"host\">\n<p class=\"note\">");
        self.sentence(Key::Words, &[("name", Cell::Given(name))]);
        self.markup.tag("</p>\n<p class=\"given\">");
        self.cell(Cell::Given(words));
        self.markup.tag("</p>\n</div>\n");
    }

    /// Writes the certificate's address as a QR code.
    pub(super) fn code(&mut self, certificate: &Certificate) {
        let code = Code::of(certificate.id());
        self.markup
            .tag("<figure><svg role=\"img\" aria-label=\"")
            .text(certificate.id())
            .tag("\" viewBox=\"0 0 ")
            .text(code.width())
            .tag(" ")
            .text(code.width())
            .tag("\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        code.path(&mut self.markup);
        self.markup.tag("</svg><figcaption>");
        self.word(Key::Scan);
        if let Some(page) = &self.look.verify {
            self.markup.tag("<br><a href=\"").text(page).tag("#").text(certificate.id()).tag("\">");
            self.word(Key::CheckNow);
            self.markup.tag("</a>");
        }
        self.markup.tag("</figcaption></figure>\n");
    }
}
