//! Model quantities in files: numbers are written as they were read, and invalid ones are refused.
#![cfg(feature = "serde")]

use co2_units::model::{
    Carbon, Energy, GridIntensity, MaterialIntensity, Power, carbon, energy, grid_intensity,
    material_intensity, power,
};
use co2_units::serde::{MAX, QuantityError};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{from_str, json, to_string};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(with = "co2_units::serde::kwh_per_year")]
    energy_kwh_per_year: Power,
    #[serde(with = "co2_units::serde::kg_per_kwh")]
    grid_kg_per_kwh: GridIntensity,
    #[serde(with = "co2_units::serde::kg_per_kg")]
    wood_kg_per_kg: MaterialIntensity,
    #[serde(
        with = "co2_units::serde::kwh::option",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    battery_kwh: Option<Energy>,
}

fn sheet(number: f64) -> Sheet {
    Sheet {
        energy_kwh_per_year: Power::new::<power::kilowatt_hour_per_year>(number),
        grid_kg_per_kwh: GridIntensity::new::<grid_intensity::kilogram_per_kilowatt_hour>(number),
        wood_kg_per_kg: MaterialIntensity::new::<material_intensity::kilogram_per_kilogram>(number),
        battery_kwh: Some(Energy::new::<energy::kilowatt_hour>(number)),
    }
}

#[test]
fn numbers_stay_in_their_unit() {
    let text = concat!(
        r#"{"energy_kwh_per_year":20.1,"grid_kg_per_kwh":0.35,"wood_kg_per_kg":-1.6,"#,
        r#""battery_kwh":0.0572}"#,
    );
    let read: Sheet = from_str(text).expect(text);
    assert_eq!(read.grid_kg_per_kwh, sheet(0.35).grid_kg_per_kwh);
    assert_eq!(to_string(&read).expect("written"), text);

    let text = r#"{"energy_kwh_per_year":0.0,"grid_kg_per_kwh":0.0,"wood_kg_per_kg":0.0}"#;
    let with_integers = text.replace("0.0", "0");
    let with_signs = text.replace("0.0", "-0.0");
    for spelling in [text, &with_integers, &with_signs] {
        let read: Sheet = from_str(spelling).expect(spelling);
        assert_eq!(read.battery_kwh, None);
        assert_eq!(to_string(&read).expect("written"), text);
    }
}

#[test]
fn bad_numbers_are_neither_read_nor_written() {
    let good = json!({"energy_kwh_per_year": 1, "grid_kg_per_kwh": 1, "wood_kg_per_kg": 1});
    for (field, value, words) in [
        ("energy_kwh_per_year", json!(-1), "kilowatt hours per year cannot be negative: -1"),
        ("grid_kg_per_kwh", json!(-1e-9), "per kilowatt hour cannot be negative"),
        ("wood_kg_per_kg", json!(-1e25), "must be from -1e24 to 1e24"),
        ("grid_kg_per_kwh", json!(1.1e24), "must be from -1e24 to 1e24"),
        ("grid_kg_per_kwh", json!(null), "invalid type: null"),
        ("grid_kg_per_kwh", json!("0.35"), "invalid type: string"),
        ("battery_kwh", json!(-1), "kilowatt hours cannot be negative"),
        ("battery_kwh", json!("1"), "invalid type: string"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let error = serde_json::from_value::<Sheet>(bad).expect_err(field).to_string();
        assert!(error.contains(words), "{error}");
    }
    for (number, words) in [
        (f64::NAN, "must be a number"),
        (f64::INFINITY, "must be from -1e24 to 1e24: inf"),
        (f64::NEG_INFINITY, "must be from -1e24 to 1e24: -inf"),
        (-1.0, "cannot be negative: -1"),
        (2.0 * MAX, "must be from -1e24 to 1e24"),
    ] {
        let error = to_string(&sheet(number)).expect_err("a bad number").to_string();
        assert!(error.contains(words), "{error}");
        // Formats that could store it refuse it too.
        let mut bytes = postcard::to_stdvec(&(1.0, 1.0, 1.0)).expect("written");
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        bytes.push(0);
        assert!(postcard::from_bytes::<Sheet>(&bytes).is_err(), "{number}");
    }
    let error = QuantityError::Negative { unit: "kilowatt hours", value: -1.0 };
    assert_eq!(error.to_string(), "kilowatt hours cannot be negative: -1");
}

proptest! {
    /// People write numbers with few digits, which must not come back with seventeen.
    #[test]
    fn decimals_come_back_digit_by_digit(digits in 0..1_000_000_000_000_000_u64, exponent in -20..8_i32) {
        let number: f64 = format!("{digits}e{exponent}").parse().expect("a number");
        let text = to_string(&json!({
            "energy_kwh_per_year": number, "grid_kg_per_kwh": number, "wood_kg_per_kg": -number,
            "battery_kwh": number,
        })).expect("written");
        let read: Sheet = from_str(&text).expect("read");
        let again = serde_json::to_value(read).expect("written");
        prop_assert_eq!(again["grid_kg_per_kwh"].as_f64(), Some(number));
        prop_assert_eq!(again["energy_kwh_per_year"].as_f64(), Some(number));
        prop_assert_eq!(again["battery_kwh"].as_f64(), Some(number));
        prop_assert_eq!(again["wood_kg_per_kg"].as_f64(), Some(-number));
    }

    /// Any quantity comes back within a rounding error of the unit, and does not change after that.
    #[test]
    fn quantities_come_back(number in 1e-12..1e12_f64) {
        let joules = Energy::new::<energy::joule>(number);
        let first = Sheet { battery_kwh: Some(joules), ..sheet(1.0) };
        let second: Sheet = from_str(&to_string(&first).expect("written")).expect("read");
        let third: Sheet = from_str(&to_string(&second).expect("written")).expect("read");
        prop_assert_eq!(second, third);
        let read = second.battery_kwh.expect("there").get::<energy::joule>();
        prop_assert!((read - number).abs() <= 2.0 * f64::EPSILON * number, "{} {}", read, number);
    }

    #[test]
    fn amounts_in_a_model_may_be_negative(grams in -1e12..1e12_f64) {
        #[derive(Serialize, Deserialize)]
        struct Credit {
            #[serde(with = "co2_units::serde::g_co2e")]
            credit_g: Carbon,
        }
        let credit = Credit { credit_g: Carbon::new::<carbon::gram>(grams) };
        let read: Credit = from_str(&to_string(&credit).expect("written")).expect("read");
        let back = read.credit_g.get::<carbon::gram>();
        prop_assert!((back - grams).abs() <= 2.0 * f64::EPSILON * grams.abs());
    }
}
