//! What asks for the learner, in a sentence.

use engine::expedition::monitor::{Alarm, MonitorReport};
use yew::prelude::*;

use super::version;
use crate::rooms::words::Words;
use crate::widgets::{NoticeKind, notice};

/// `alarm` of the last month: the one that asks, or the one the year ends with.
pub fn panel(words: &Words, report: &MonitorReport, alarm: Option<&Alarm>) -> Html {
    let (Some(alarm), Some(last)) = (alarm, report.months.last()) else { return Html::default() };
    let [month, version] = [("month", words.month(last.month)), ("version", version(words, last.version))];
    let text = match alarm {
        Alarm::BelowGoal { recall, high, goal } => words.line(
            "monitor.asks.below_goal",
            &[
                month,
                version,
                ("recall", words.share(*recall)),
                ("high", words.share(*high)),
                ("goal", words.percent(*goal, 0)),
            ],
        ),
        Alarm::AboveGoal { error, low, goal } => words.line(
            "monitor.asks.above_goal",
            &[
                month,
                version,
                ("error", words.score(*error)),
                ("low", words.score(*low)),
                ("goal", words.score(*goal)),
            ],
        ),
        Alarm::WorseThanNothing { cost, nothing } => words.line(
            "monitor.asks.worse",
            &[month, version, ("cost", words.money(*cost)), ("nothing", words.money(*nothing))],
        ),
    };
    let over = report.next.is_none();
    let says = html! {
        <>
            <p>{ text }</p>
            if over {
                <p>{ words.line("monitor.asks.over", &[]) }</p>
            }
        </>
    };
    notice(NoticeKind::Harm, says)
}
