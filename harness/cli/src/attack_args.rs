//! The flag that injects attacks.

use clap::Args;
use streamgauge_workloads::AttackLaw;

/// What attacks the stream.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct AttackArgs {
    /// Attacks to inject, on top of the other events; give it once for each kind [default: none]
    ///
    /// film[:every=2min,ratings=40,for=20s,bots=20,stars=0.5]: bots with new accounts rate one film.
    /// user[:every=2min,ratings=20,for=20s]: one user rates without end. Both take from=TIME, when the first period
    /// begins, and target=NUMBER, the film or user; otherwise each attack has one at random. Spans are event time. Each
    /// period holds one attack, somewhere in it. Attacks come as late as the other events, which stay what they are.
    /// Several in one text, as the variable STREAMGAUGE_ATTACK needs them, are separated by semicolons.
    #[arg(long, value_name = "LAW", value_delimiter = ';')]
    attack: Vec<AttackLaw>,
}

impl AttackArgs {
    /// The laws, in the order given.
    pub(crate) fn laws(&self) -> Vec<AttackLaw> {
        self.attack.clone()
    }
}
