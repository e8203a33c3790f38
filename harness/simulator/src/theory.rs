//! What queueing theory says, in units of the mean service time.

/// The share of requests that is lost by `servers` without a queue under a load of so many servers (Erlang B).
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, server| load * blocked / (f64::from(server) + load * blocked))
}

/// The share of requests that waits before `servers` with one queue (Erlang C).
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let (blocked, each) = (erlang_b(servers, load), load / f64::from(servers));
    blocked / (1.0 - each * (1.0 - blocked))
}

/// The mean wait there.
pub fn erlang_c_wait(servers: u32, load: f64) -> f64 {
    erlang_c(servers, load) / (f64::from(servers) - load)
}

/// The mean wait before one server whose service always takes as long (Pollaczek and Khinchine).
pub fn fixed_service_wait(load: f64) -> f64 {
    load / (2.0 * (1.0 - load))
}

/// The mean time in the system where each request goes to the shorter of two queues out of very many.
pub fn power_of_two_sojourn(load: f64) -> f64 {
    (1..40).map(|length| load.powf(2_f64.powi(length) - 2.0)).sum()
}

/// The variance of the time in the system of one server, served in order of arrival.
pub fn fifo_variance(load: f64) -> f64 {
    (1.0 - load).powi(-2)
}

/// The same where all requests share the server at every moment.
pub fn sharing_variance(load: f64) -> f64 {
    (2.0 + load) / ((1.0 - load).powi(2) * (2.0 - load))
}

/// The share of requests that finds its owner's isolate gone, where it is kept so long after the last.
pub fn kept_cold_rate(keep_alive: f64, gap: f64) -> f64 {
    (-keep_alive / gap).exp()
}

/// The share of requests that finds its owner among the `places` used last, of owners with a popularity after Zipf (Che).
pub fn che_hit_rate(places: u32, owners: u32, s: f64) -> f64 {
    let weights: Vec<f64> = (1..=owners).map(|k| f64::from(k).powf(-s)).collect();
    let sum: f64 = weights.iter().sum();
    let kept = |time: f64| weights.iter().map(move |weight| 1.0 - (-weight / sum * time).exp());
    let (mut low, mut high) = (0.0, 1e12);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if kept(middle).sum::<f64>() < f64::from(places) { low = middle } else { high = middle }
    }
    kept(low).zip(&weights).map(|(kept, weight)| kept * weight / sum).sum()
}
