//! Popularity after Zipf without a table: rejection-inversion (Hörmann and Derflinger).

use shared::random::Random;

/// Numbers below `n`, the first most often: the k-th with a weight of `k^-s`.
#[derive(Clone, Copy, Debug)]
pub struct Zipf {
    n: f64,
    s: f64,
    high: f64,
    low: f64,
    cut: f64,
}

impl Zipf {
    /// Among so many, with this exponent.
    pub fn new(n: u32, s: f64) -> Self {
        let mut zipf = Self { n: f64::from(n), s, high: 0.0, low: 0.0, cut: 0.0 };
        zipf.high = zipf.area(1.5) - 1.0;
        zipf.low = zipf.area(zipf.n + 0.5);
        zipf.cut = 2.0 - zipf.place(zipf.area(2.5) - 2_f64.powf(-s));
        zipf
    }

    /// The integral of the weight.
    fn area(&self, x: f64) -> f64 {
        if (self.s - 1.0).abs() < 1e-9 { x.ln() } else { x.powf(1.0 - self.s) / (1.0 - self.s) }
    }

    /// Its inverse.
    fn place(&self, area: f64) -> f64 {
        if (self.s - 1.0).abs() < 1e-9 { area.exp() } else { (area * (1.0 - self.s)).powf(1.0 / (1.0 - self.s)) }
    }

    /// The next number.
    pub fn draw(&self, random: &mut Random) -> u32 {
        loop {
            let drawn = self.low + (1.0 - random.unit()) * (self.high - self.low);
            let x = self.place(drawn);
            let k = (x + 0.5).floor().clamp(1.0, self.n);
            if k - x <= self.cut || drawn >= self.area(k + 0.5) - k.powf(-self.s) {
                return k as u32 - 1;
            }
        }
    }
}
