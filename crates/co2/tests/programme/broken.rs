//! Documents that are broken in one place each.

use serde_json::{Map, Value, json};

/// Every document that differs from this one in one place, with the place.
pub(crate) fn broken(good: &Value) -> impl Iterator<Item = (String, Value)> {
    let mut all = Vec::new();
    places(good, String::new(), &mut all);
    all.into_iter().flat_map(move |place| {
        let others = good.pointer(&place).map(replacements).unwrap_or_default();
        others.into_iter().filter_map(move |other| {
            let mut broken = good.clone();
            *broken.pointer_mut(&place)? = other;
            Some((place.clone(), broken))
        })
    })
}

/// What takes the place of any value.
fn others() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "0",
        "-0",
        "x",
        "X1",
        "XX",
        "US-XX",
        "ZZZ",
        "00000000",
        "9506000134353",
        "a\0b",
        "\t",
        "\u{a0}x",
        "\u{2028}",
        "\u{feff}",
        "\u{85}",
        "x\u{1c}",
        "\u{e9}",
        "2026-02-01",
        "2026-02-30",
        "2026-02-30T00:00:00Z",
        "https://a.example/x",
        "https://a",
    ];
    let numbers = [
        json!(0),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(3.0),
        json!(-0.0),
        json!(1e2),
        json!(255),
        json!(256),
        json!(65_536),
        json!(4_294_967_296_u64),
        json!(9_007_199_254_740_993_u64),
        json!(u64::MAX),
        json!(1e19),
        json!(1e30),
        json!(-1e30),
    ];
    let nested = (0..60).fold(json!([]), |inner, _| json!([inner]));
    let long = [64, 200, 500, 8_000].map(|length| json!("x".repeat(length + 1)));
    let shapes = [
        json!(null),
        json!(true),
        json!([]),
        json!([null]),
        json!([1]),
        json!({}),
        json!({"x": null}),
        json!({"x": 1}),
        nested,
    ];
    texts.into_iter().map(Value::from).chain(numbers).chain(long).chain(shapes).collect()
}

/// A text with a character too many in three places, in another case, and of another length.
fn texts(text: &str) -> impl Iterator<Item = String> {
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (front, back) = text.split_at(middle);
    let odd =
        "\0 \n\u{a0}\u{200b}\u{feff}\u{1f600}\u{ff10}-+./Aa09\"\\\u{202e}\u{ffff}\u{1680}".chars();
    let longer = odd.flat_map(move |c| {
        [format!("{c}{text}"), format!("{text}{c}"), format!("{front}{c}{back}")]
    });
    longer.chain([
        text.to_uppercase(),
        text.to_lowercase(),
        text.chars().skip(1).collect(),
        text.repeat(2),
        text.repeat(40),
    ])
}

fn members(members: &Map<String, Value>) -> Vec<Value> {
    // A structure as an array of its values.
    let mut out = vec![members.values().cloned().collect()];
    for (name, member) in members {
        let mut less = members.clone();
        less.remove(name);
        for other in
            [name.to_uppercase(), format!("{name}_"), name.replace('_', "-"), String::new()]
        {
            let mut renamed = less.clone();
            renamed.insert(other, member.clone());
            out.push(renamed.into());
        }
        out.push(less.into());
    }
    for (name, value) in
        [("extra", json!(1)), ("", json!("x")), ("null", json!(null)), (" a", json!("x"))]
    {
        let mut more = members.clone();
        more.insert(name.to_owned(), value);
        out.push(more.into());
    }
    let any = members.values().next().cloned().unwrap_or_else(|| json!("x"));
    out.push((0..300).map(|number| (format!("k{number}"), any.clone())).collect());
    out
}

/// All by which a value is replaced.
fn replacements(value: &Value) -> Vec<Value> {
    let mut out = others();
    out.push(json!([value]));
    match value {
        Value::String(text) => out.extend(texts(text).map(Value::from)),
        Value::Number(number) => {
            let n = number.as_f64().unwrap_or_default();
            out.extend([n + 1.0, n - 1.0, -n, n * 1e3, n / 1e3, n * 1e9, n + 0.1].map(Value::from));
            out.push(number.to_string().into());
        }
        Value::Array(items) => {
            out.extend(
                (0..items.len().min(3)).map(|end| items.iter().take(end).cloned().collect()),
            );
            if let Some(first) = items.first() {
                out.push(items.iter().chain([first]).cloned().collect());
                out.push(vec![first.clone(); 300].into());
            }
        }
        Value::Object(object) => out.extend(members(object)),
        _ => (),
    }
    out
}

/// The places of all values, of an array those of its first three items.
fn places(value: &Value, here: String, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate().take(3) {
                places(item, format!("{here}/{number}"), out);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                places(
                    member,
                    format!("{here}/{}", name.replace('~', "~0").replace('/', "~1")),
                    out,
                );
            }
        }
        _ => (),
    }
    out.push(here);
}
