//! One room a stage; a room is a sequence of panels, and any panel can be shown alone.
//!
//! A room reads the state and says what the learner does as an `Action`. It computes nothing: a report holds what it
//! shows, `engine::expedition::view` what a slider needs at once.
//!
//! A panel with something of its own to remember is a component; every other one is a function from what it is given
//! to `Html`: a component costs the page nine kilobytes before compression.

use engine::expedition::stage::Stage;
use yew::prelude::*;

use crate::shared::Shared;
use crate::state::{Action, State};
use crate::texts::Texts;

pub mod classes;
pub mod data;
pub mod deploy;
pub mod evaluate;
pub mod fold;
pub mod frame;
pub mod journal;
pub mod kinds;
mod made;
pub mod margin;
pub mod monitor;
pub mod own;
pub mod standing;
pub mod told;
pub mod train;
pub mod turns;
pub mod words;

/// What every room and panel is given.
#[derive(Properties, Clone, PartialEq)]
pub struct RoomProps {
    /// What the page knows.
    pub state: Shared<State>,
    /// Where the learner's doing goes.
    pub act: Callback<Action>,
    /// The words.
    pub texts: Shared<Texts>,
}

/// The room of the stage that the address names.
pub fn room(room: RoomProps) -> Html {
    match room.state.route.stage {
        Stage::Frame => html! { <frame::FrameRoom ..room /> },
        Stage::Data => html! { <data::DataRoom ..room /> },
        Stage::Train => html! { <train::TrainRoom ..room /> },
        Stage::Evaluate => html! { <evaluate::EvaluateRoom ..room /> },
        Stage::Deploy => html! { <deploy::DeployRoom ..room /> },
        Stage::Monitor => html! { <monitor::MonitorRoom ..room /> },
        Stage::Journal => html! { <journal::JournalRoom ..room /> },
    }
}
