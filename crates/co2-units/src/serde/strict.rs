//! A deserializer that reads what a JSON Schema describes.

use serde::de::{
    DeserializeSeed, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::{Deserialize as _, Deserializer};
use std::collections::BTreeSet;

/// Reads JSON or TOML as the JSON Schemas describe it, where serde's derived implementations differ.
///
/// Wrap the format's deserializer, or a [`serde_json::Value`](https://docs.rs/serde_json), in it:
///
/// * An object is not read from an array. Derived implementations take the items for the fields, so
///   that an empty array becomes a structure of default values.
/// * An integer may have a decimal point or an exponent if its value is whole, as in `5.0`: in JSON
///   Schema that is an integer, and several languages write every number in this way.
/// * An integer has a magnitude of at most [`MAX_INTEGER`]. JavaScript and others keep numbers as
///   doubles, in which a larger one may have become its neighbour. See [`large`](super::large).
/// * A variant without content is written as a text only, and not as an object with `null`.
///
/// Formats that do not describe themselves are read as if they were not wrapped.
///
/// ```
/// use co2_units::serde::Strict;
/// use serde::Deserialize;
///
/// #[derive(Debug, Default, Deserialize, PartialEq)]
/// #[serde(default)]
/// struct Rules {
///     days: u32,
/// }
///
/// let read = |text: &str| {
///     let mut json = serde_json::Deserializer::from_str(text);
///     let rules = Rules::deserialize(Strict(&mut json))?;
///     json.end().map(|()| rules)
/// };
/// assert_eq!(read(r#"{ "days": 5.0 }"#)?, Rules { days: 5 });
/// assert!(read(r#"{ "days": 5.5 }"#).is_err());
/// assert!(read("[]").is_err());
/// assert!(serde_json::from_str::<Rules>("[]").is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Strict<D>(pub D);

/// What a visitor waits for.
#[derive(Clone, Copy, PartialEq)]
enum Awaited {
    Anything,
    Integer,
    Object,
    Variant,
}

/// A visitor that passes on what the format read, with everything inside wrapped.
struct Visit<V>(V, Awaited);

/// A seed, or the parts of a value, with everything inside wrapped.
struct Inside<T>(T);

/// The largest integer in JSON: 2⁵³ - 1, up to which a double holds every integer exactly.
pub const MAX_INTEGER: u64 = 9_007_199_254_740_991;
/// The same as a double.
const MAX_WHOLE: f64 = 9_007_199_254_740_991.0;

/// What is expected in place of a larger integer.
const TOO_LARGE: &str = "an integer from -9007199254740991 to 9007199254740991";

macro_rules! forward {
    ($awaited:ident: $($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Visit(visitor, Awaited::$awaited))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    forward! { Integer:
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    forward! { Anything:
        deserialize_any deserialize_bool deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_option deserialize_unit deserialize_seq deserialize_map
        deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, Visit(visitor, Awaited::Anything))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Visit(visitor, Awaited::Anything))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(len, Visit(visitor, Awaited::Anything))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, len, Visit(visitor, Awaited::Anything))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if !self.0.is_human_readable() {
            return self.0.deserialize_struct(name, fields, visitor);
        }
        self.0.deserialize_struct(name, fields, Visit(visitor, Awaited::Object))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if !self.0.is_human_readable() {
            return self.0.deserialize_enum(name, variants, visitor);
        }
        self.0.deserialize_any(Visit(visitor, Awaited::Variant))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! visit {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Visit<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.expecting(f)
    }

    visit! {
        visit_bool: bool;
        visit_i8: i8; visit_i16: i16; visit_i32: i32; visit_i128: i128;
        visit_u8: u8; visit_u16: u16; visit_u32: u32; visit_u128: u128;
        visit_f32: f32; visit_char: char;
        visit_bytes: &[u8]; visit_borrowed_bytes: &'de [u8]; visit_byte_buf: Vec<u8>;
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        if self.1 == Awaited::Integer && value > MAX_INTEGER {
            return Err(Error::invalid_value(Unexpected::Unsigned(value), &TOO_LARGE));
        }
        self.0.visit_u64(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        if self.1 == Awaited::Integer && value.unsigned_abs() > MAX_INTEGER {
            return Err(Error::invalid_value(Unexpected::Signed(value), &TOO_LARGE));
        }
        self.0.visit_i64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        if self.1 != Awaited::Integer || value.fract() != 0.0 || value.abs() > MAX_WHOLE {
            return self.0.visit_f64(value);
        }
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "exact")]
        let whole = value as i64;
        match u64::try_from(whole) {
            Ok(whole) => self.0.visit_u64(whole),
            Err(_) => self.0.visit_i64(whole),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        match self.1 {
            Awaited::Variant => self.0.visit_enum(value.into_deserializer()),
            _ => self.0.visit_str(value),
        }
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<V::Value, E> {
        match self.1 {
            Awaited::Variant => self.visit_str(value),
            _ => self.0.visit_borrowed_str(value),
        }
    }

    fn visit_string<E: Error>(self, value: String) -> Result<V::Value, E> {
        match self.1 {
            Awaited::Variant => self.visit_str(&value),
            _ => self.0.visit_string(value),
        }
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        match self.1 {
            Awaited::Object | Awaited::Variant => {
                Err(Error::invalid_type(Unexpected::Seq, &self.0))
            }
            _ => self.0.visit_seq(Inside(items)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        match self.1 {
            Awaited::Variant => self.0.visit_enum(Inside(members)),
            _ => self.0.visit_map(Inside(members)),
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(variant)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Inside<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(inner))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Inside(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(Inside(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Inside(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// A variant with content is an object with one member.
impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Inside<A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(
        mut self,
        seed: S,
    ) -> Result<(S::Value, Self), A::Error> {
        let name = self.next_key_seed(seed)?;
        let name = name.ok_or_else(|| Error::invalid_length(0, &"an object with one member"))?;
        Ok((name, self))
    }
}

impl<'de, A: MapAccess<'de>> Inside<A> {
    /// The only value of an object.
    fn content<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<S::Value, A::Error> {
        let value = self.0.next_value_seed(seed)?;
        match self.0.next_key::<IgnoredAny>()? {
            None => Ok(value),
            Some(_) => Err(Error::invalid_length(2, &"an object with one member")),
        }
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(Error::invalid_type(Unexpected::Map, &"the name alone, as a string"))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.content(Inside(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.content(Content(visitor, Awaited::Anything))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.content(Content(visitor, Awaited::Object))
    }
}

/// The content of a variant.
struct Content<V>(V, Awaited);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Content<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        inner.deserialize_any(Visit(self.0, self.1))
    }
}

/// Reads a value as [`Strict`] does, for `#[serde(deserialize_with = "co2_units::serde::strict")]`:
/// where the format is not wrapped, and inside enums for which serde reads a value in two steps.
///
/// # Errors
/// Returns an error if the value is not of this form.
pub fn strict<'de, D: Deserializer<'de>, T: serde::Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(Strict(deserializer))
}

/// Reads a set in which no item occurs twice, for
/// `#[serde(deserialize_with = "co2_units::serde::set")]`. The derived implementation takes two equal
/// items for one, while the schema of a set says that its items are unique.
///
/// # Errors
/// Returns an error if an item is not valid or occurs twice.
pub fn set<'de, D: Deserializer<'de>, T: serde::Deserialize<'de> + Ord>(
    deserializer: D,
) -> Result<BTreeSet<T>, D::Error> {
    let items = Vec::<T>::deserialize(deserializer)?;
    let number = items.len();
    let set: BTreeSet<T> = items.into_iter().collect();
    if set.len() == number { Ok(set) } else { Err(D::Error::custom("an item occurs twice")) }
}
