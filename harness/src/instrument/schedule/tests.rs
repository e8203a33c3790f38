use super::*;

#[test]
fn even_arrivals_are_a_period_apart() {
    let times = schedule(Arrivals::Even, 4.0, 3, &mut Random::seeded(1));
    assert_eq!(times, [250, 500, 750].map(Duration::from_millis));
}

#[test]
fn poisson_arrivals_have_the_mean_and_the_spread_of_exponential_gaps() {
    let times = schedule(Arrivals::Poisson, 500.0, 100_000, &mut Random::seeded(7));
    assert!(times.is_sorted());
    let begin = [Duration::ZERO];
    let gaps: Vec<f64> = begin
        .iter()
        .chain(&times)
        .zip(&times)
        .map(|(before, after)| after.saturating_sub(*before).as_secs_f64() * 500.0)
        .collect();
    let count = 100_000.0;
    let mean = gaps.iter().sum::<f64>() / count;
    let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / count;
    // The standard errors are 0.003 and 0.009.
    assert!((mean - 1.0).abs() < 0.015 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
    let beyond = gaps.iter().filter(|gap| **gap > 1.0).count();
    assert!((36_000..37_600).contains(&beyond), "{beyond} instead of 100,000 / e");
}

#[test]
fn seed_names_a_schedule_and_a_rate_of_nothing_has_none() {
    let of = |seed| schedule(Arrivals::Poisson, 10.0, 5, &mut Random::seeded(seed));
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(schedule(Arrivals::Even, rate, 5, &mut Random::seeded(1)).is_empty());
    }
}
