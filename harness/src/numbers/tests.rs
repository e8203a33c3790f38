use super::*;

#[test]
fn numbers_have_about_four_digits() {
    let told: Vec<String> =
        [0.0, 0.000_04, 0.0031, 0.56, 9.9, 13.444, 344.23, 1049.9, 1.5e9, -0.125, -0.000_001].map(number).into();
    let expected =
        ["0.000", "0.0000", "0.0031", "0.560", "9.900", "13.44", "344.2", "1,050", "1.50e9", "-0.125", "0.0000"];
    assert_eq!(told, expected);
    assert_eq!(number(f64::NAN), "–");
    assert_eq!(number(f64::INFINITY), "–");
}

#[test]
fn an_interval_has_the_decimals_of_its_value() {
    assert_eq!(ranged(&Ranged { value: 1.223, lower: 1.19854, upper: 1.24746 }), "1.223 [1.199, 1.247]");
    assert_eq!(ranged(&Ranged { value: 9.98, lower: 9.872, upper: 10.09 }), "9.980 [9.872, 10.090]");
    assert_eq!(ranged(&Ranged { value: 0.5, lower: 0.2, upper: 1000.0 }), "0.500 [0.200, 1,000.0]");
}

#[test]
fn a_short_interval_has_the_decimals_that_it_bears() {
    let told = [(0.1246, 0.013), (0.1246, 0.04), (9.876, 0.3), (120.4, 3.1), (0.0031, 0.0004), (-0.02, 0.03)];
    let told = told.map(|(value, reach)| short(&Ranged { value, lower: value - reach, upper: value + reach }));
    let expected = [
        "0.125 [0.112, 0.138]",
        "0.12 [0.08, 0.16]",
        "9.9 [9.6, 10.2]",
        "120 [117, 124]",
        "0.0031 [0.0027, 0.0035]",
        "-0.02 [-0.05, 0.01]",
    ];
    assert_eq!(told, expected);
    assert_eq!(short(&Ranged { value: f64::NAN, lower: 0.0, upper: f64::INFINITY }), "– [0, –]");
}

#[test]
fn shares_counts_and_times_are_told_in_a_sensible_unit() {
    assert_eq!([0.012, 0.38, 0.0002, 0.0, 1.0].map(percent), ["1.2 %", "38 %", "0.02 %", "0.0 %", "100 %"]);
    assert_eq!([0, 999, 1000, 67_640, 1_234_567].map(count), ["0", "999", "1,000", "67,640", "1,234,567"]);
    assert_eq!([0.018, 0.56, 12_300.0].map(duration), ["18 µs", "0.560 ms", "12.30 s"]);
    assert_eq!([counted(1, "pair"), counted(2, "pair")], ["1 pair", "2 pairs"]);
}

#[test]
fn ticks_have_no_digits_that_they_do_not_need() {
    assert_eq!([0.5, 1000.0, 0.000_05, -2.0].map(tick), ["0.5", "1,000", "0.00005", "-2"]);
    assert_eq!([0.0004, 0.004].map(probability), ["< 0.001", "0.0040"]);
    assert_eq!([899.2, 1e9].map(whole), ["900", "1.00e9"]);
}

#[test]
fn a_step_stays_on_the_scale() {
    assert_eq!([-1.0, 0.0, 0.5, 1.0, 7.0, f64::NAN].map(|share| step(share, 8)), [0, 0, 4, 8, 8, 0]);
}
