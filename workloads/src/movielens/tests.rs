//! The generated stream against the facts known of the data sets.

use streamgauge_model::Arrival;

use super::life::{Life, LifeRules};
use crate::draw::{Draw, Purpose};
use crate::{ArrivalStream as _, Flavour, Length, Scenario, ScenarioKind};

fn arrivals(change: impl Fn(&mut Scenario), events: u64) -> Vec<Arrival> {
    let mut scenario = Scenario {
        length: Length::Events(events),
        ..Scenario::new(ScenarioKind::MovieLens)
    };
    change(&mut scenario);
    let (mut all, mut stream) = (Vec::new(), scenario.open().unwrap());
    while stream.fill(&mut all, 8192).unwrap() > 0 {}
    all
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// Ratings, movies and pauses of a million events, with the tolerances that the recipe states.
#[test]
fn a_million_ratings_have_the_shape_of_the_data() {
    let all = arrivals(|_| {}, 1_000_000);
    let expected = [1.36, 2.79, 1.78, 7.49, 5.50, 19.88, 13.03, 26.60, 8.48, 13.10];
    for (value, share) in (1..).zip(expected) {
        let found = percent(all.iter().filter(|a| a.event.value == value).count(), all.len());
        assert!(
            (found - share).abs() < 0.5,
            "{value} half stars: {found} %, not {share} %"
        );
    }

    let mut movies = vec![0usize; 9_725];
    all.iter().for_each(|a| movies[a.event.movie as usize] += 1);
    movies.sort_unstable_by(|a, b| b.cmp(a));
    let top = percent(movies[..972].iter().sum(), all.len());
    assert!((top - 60.0).abs() < 3.0, "top tenth of the movies: {top} %");

    let mut by_user = all.clone();
    by_user.sort_by_key(|a| (a.event.user, a.event.time));
    let again = by_user
        .windows(2)
        .filter(|pair| pair[0].event.user == pair[1].event.user);
    let zero = again
        .filter(|pair| pair[0].event.time == pair[1].event.time)
        .count();
    let zero = percent(zero, all.len());
    assert!((zero - 15.8).abs() < 2.0, "zero gaps: {zero} %");
}

/// Users over their whole lives, which are longer than any stream a test could play.
#[test]
fn lives_have_the_shape_of_the_data() {
    let (rules, draw) = (LifeRules::new(), Draw::new(7, Purpose::Lives));
    let (mut life, mut sizes, mut first, mut totals) = (Life::default(), Vec::new(), 0, Vec::new());
    for i in 0..400_000 {
        rules.advance(&mut life, draw.at(i));
        sizes.push(life.sitting);
        if life.is_first {
            first += life.sitting as usize;
            totals.push((life.sitting + life.later) as usize);
        }
    }
    let sum: usize = sizes.iter().map(|size| *size as usize).sum();
    let first = percent(first, sum);
    assert!((first - 47.7).abs() < 5.0, "first sittings hold {first} %");
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!((1..=3).contains(&median), "median sitting: {median}");
    totals.sort_unstable();
    let most: usize = totals[totals.len() * 9 / 10..].iter().sum();
    let most = percent(most, totals.iter().sum());
    assert!((most - 47.7).abs() < 3.0, "top tenth of the users: {most} %");
    assert!(
        (60..=82).contains(&totals[totals.len() / 2]),
        "median user: {}",
        totals[totals.len() / 2]
    );
}

#[test]
fn the_rate_is_that_asked_for_from_the_start() {
    let all = arrivals(|_| {}, 600_000);
    for minute in all.chunks(200_000) {
        let seconds = (minute[minute.len() - 1].due_ns - minute[0].due_ns) as f64 / 1e9;
        assert!((seconds - 20.0).abs() < 1.0, "200000 arrivals in {seconds} s");
    }
}

#[test]
fn whole_stars_have_no_halves_and_a_hot_movie_its_share() {
    let all = arrivals(
        |scenario| {
            scenario.movielens.flavour = Flavour::WholeStars;
            scenario.hot_key = 0.3;
        },
        100_000,
    );
    assert!(
        all.iter()
            .all(|a| a.event.value % 2 == 0 && (2..=10).contains(&a.event.value))
    );
    let hot = percent(all.iter().filter(|a| a.event.movie == 9_725).count(), all.len());
    assert!((hot - 30.0).abs() < 1.0, "{hot} %");
}

#[test]
fn an_offline_sitting_arrives_together_and_after_its_last_rating() {
    let all = arrivals(|scenario| scenario.delay = "offline".parse().unwrap(), 300_000);
    let late: Vec<&Arrival> = all.iter().filter(|a| a.is_late).collect();
    let share = percent(late.len(), all.len());
    assert!((3.0..17.0).contains(&share), "{share} % late");
    for pair in late
        .windows(2)
        .filter(|pair| pair[0].event.user == pair[1].event.user)
    {
        assert!(pair[0].due_ns == pair[1].due_ns || pair[1].event.time > pair[0].event.time);
    }
}

#[test]
fn too_few_users_are_told_how_many_would_do() {
    let mut scenario = Scenario {
        users: 10,
        ..Scenario::new(ScenarioKind::MovieLens)
    };
    let message = scenario.open().err().unwrap().to_string();
    let (_, tail) = message.split_once("use at least ").unwrap();
    scenario.users = tail.split(',').next().unwrap().parse().unwrap();
    assert!(scenario.open().is_ok(), "{message}");
}
