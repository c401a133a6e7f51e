//! The expeditions that the claims are about, walked through the same door as a learner's.

use std::rc::Rc;

use crate::error::{EngineError, Result};
use crate::expedition::asked;
use crate::expedition::data::DataReport;
use crate::expedition::deploy::DeployReport;
use crate::expedition::dials;
use crate::expedition::evaluate::EvaluateReport;
use crate::expedition::frame::FrameReport;
use crate::expedition::monitor::MonitorReport;
use crate::expedition::plan::{Plan, today};
use crate::expedition::record::{Choice, Ending, Fact, Record};
use crate::expedition::report::Report;
use crate::expedition::retraining::Past;
use crate::expedition::scenario;
use crate::expedition::serving::{Mode, Serving};
use crate::expedition::session::Session;
use crate::expedition::stage::Stage;
use crate::expedition::train::TrainReport;
use crate::models::ModelSpec;
use crate::prepare::Recipe;
use crate::prepare::balance::{Balance, Method};
use crate::work::Pace;
use crate::worlds::WorldId;
use crate::worlds::calendar::{Month, Window};

const CHECKED: Serving = Serving { mode: Mode::NightlyBatch, checks: true, band: 0.0, people: 0 };
const ASKED: Serving = Serving { mode: Mode::EachRequest, checks: false, band: 0.0, people: 0 };

/// The reports that the claims are about.
pub(super) struct Told {
    /// January to March: nothing and the rule, and every column.
    pub(super) frame: FrameReport,
    pub(super) data: DataReport,
    /// The first lap's run without the leak, of each kind of model as it is offered, with how much freedom is best and
    /// what more rows would bring.
    pub(super) trained: Vec<(&'static str, TrainReport)>,
    /// The same run of a formula that got as many cancelled flights as others, some of them many times.
    pub(super) evened: TrainReport,
    /// The Data room without the leak, its recipe as offered.
    pub(super) prepared: DataReport,
    /// The first lap's run without the leak, judged with the test rows opened.
    pub(super) honest: EvaluateReport,
    /// The same at threshold one half.
    pub(super) at_half: EvaluateReport,
    /// The run with the leak left in, judged and then live.
    pub(super) leak: EvaluateReport,
    pub(super) leak_live: DeployReport,
    /// The same with input checks, and with each answer waited for; and the latter without the leak.
    pub(super) leak_checked: DeployReport,
    pub(super) leak_asked: DeployReport,
    pub(super) honest_asked: DeployReport,
    /// April and July under the honest model with input checks.
    pub(super) checked: MonitorReport,
    /// The year with the model of January to March, with one retrained each month on the last two months, and with
    /// one retrained each month on all past.
    pub(super) old: MonitorReport,
    pub(super) two: MonitorReport,
    pub(super) all: MonitorReport,
    /// December under the models retrained on two months earlier in the year, from April and May on.
    pub(super) december: Vec<MonitorReport>,
}

impl Told {
    pub(super) async fn walk(session: &Rc<Session>, seed: u64, pace: &Pace) -> Result<Self> {
        let world = session.world.id;
        let walk = Walk { session, seed, pace };
        let (honest, leak) = (scenario::at_decision(world), scenario::offered(world));
        let with_leak = walk.record(leak.clone());
        Ok(Self {
            frame: walk.framed(&with_leak).await?,
            data: walk.prepared(&with_leak).await?,
            prepared: walk.prepared(&walk.record(honest.clone())).await?,
            trained: walk.trained(&honest).await?,
            evened: walk.evened(&honest).await?,
            honest: walk.judged(&walk.record(honest.clone()), None).await?,
            at_half: walk.judged(&walk.record(honest), Some(0.5)).await?,
            leak: walk.judged(&with_leak, None).await?,
            leak_live: walk.before_live(with_leak.clone(), None).await?,
            leak_checked: walk.before_live(with_leak.clone(), Some(CHECKED)).await?,
            leak_asked: walk.before_live(with_leak, Some(ASKED)).await?,
            honest_asked: walk.before_live(walk.record(scenario::at_decision(world)), Some(ASKED)).await?,
            checked: walk.checked().await?,
            old: walk.year(None).await?,
            two: walk.year(Some(Past::LastTwo)).await?,
            all: walk.year(Some(Past::All)).await?,
            december: walk.decembers().await?,
        })
    }
}

/// Expeditions as a learner would make them.
pub(super) struct Walk<'a> {
    pub(super) session: &'a Rc<Session>,
    pub(super) seed: u64,
    pub(super) pace: &'a Pace,
}

impl Walk<'_> {
    /// Framed as offered, prepared by `recipe`, one model trained.
    pub(super) fn record(&self, recipe: Recipe) -> Record {
        let world = &self.session.world;
        let mut record = Record::for_world(world, self.seed);
        record.choose(Choice::Frame { problem: scenario::problem(world.id) });
        record.choose(Choice::Recipe { recipe });
        record.choose(Choice::Run { spec: model(world.id) });
        record
    }

    pub(super) async fn trained(&self, recipe: &Recipe) -> Result<Vec<(&'static str, TrainReport)>> {
        let mut trained = Vec::new();
        for kind in dials::families(self.session.world.id.target().task) {
            let mut record = Record::for_world(&self.session.world, self.seed);
            record.choose(Choice::Recipe { recipe: recipe.clone() });
            record.choose(Choice::Run { spec: dials::offered(kind) });
            for what in [asked::FREEDOM, asked::LEARNING] {
                record.happen(Fact::Revealed { what: what.into() });
            }
            match &*self.show(Stage::Train, &record).await? {
                Report::Train(report) => trained.push((kind, (**report).clone())),
                other => return Err(odd(other)),
            }
        }
        Ok(trained)
    }

    async fn evened(&self, recipe: &Recipe) -> Result<TrainReport> {
        let mut record = Record::for_world(&self.session.world, self.seed);
        record.choose(Choice::Recipe { recipe: recipe.clone() });
        let balance = Balance { method: Method::Oversample, sampling_strategy: 1.0 };
        record.choose(Choice::Balance { balance: Some(balance) });
        record.choose(Choice::Run { spec: dials::offered("logistic") });
        match &*self.show(Stage::Train, &record).await? {
            Report::Train(report) => Ok((**report).clone()),
            other => Err(odd(other)),
        }
    }

    async fn show(&self, stage: Stage, record: &Record) -> Result<Rc<Report>> {
        Ok(self.session.answer(stage, record, self.pace).await?.report)
    }

    pub(super) async fn framed(&self, record: &Record) -> Result<FrameReport> {
        match &*self.show(Stage::Frame, record).await? {
            Report::Frame(report) => Ok(report.clone()),
            other => Err(odd(other)),
        }
    }

    pub(super) async fn prepared(&self, record: &Record) -> Result<DataReport> {
        match &*self.show(Stage::Data, record).await? {
            Report::Data(report) => Ok(report.clone()),
            other => Err(odd(other)),
        }
    }

    /// The run judged, its test rows opened.
    pub(super) async fn judged(&self, record: &Record, threshold: Option<f64>) -> Result<EvaluateReport> {
        let mut record = record.clone();
        if let Some(threshold) = threshold {
            record.choose(Choice::Threshold { threshold });
        }
        let plan = Plan::of(&record);
        record.happen(Fact::Peeked { test: plan.test_key()?, candidate: plan.candidate_key()? });
        match &*self.show(Stage::Evaluate, &record).await? {
            Report::Evaluate(report) => Ok((**report).clone()),
            other => Err(odd(other)),
        }
    }

    /// The run shipped, the first live days looked at.
    async fn before_live(&self, mut record: Record, serving: Option<Serving>) -> Result<DeployReport> {
        record.choose(Choice::Gate { ending: Ending::Ship });
        if let Some(serving) = serving {
            record.choose(Choice::Serve { serving });
        }
        match &*self.show(Stage::Deploy, &record).await? {
            Report::Deploy(report) => Ok(report.clone()),
            other => Err(odd(other)),
        }
    }

    /// The months after the history, the model retrained before each or never.
    pub(super) async fn year(&self, retrain: Option<Past>) -> Result<MonitorReport> {
        self.lived(scenario::at_decision(self.session.world.id), retrain).await
    }

    /// The same of a model of another recipe.
    pub(super) async fn lived(&self, recipe: Recipe, retrain: Option<Past>) -> Result<MonitorReport> {
        let world = self.session.world.id;
        let mut record = self.record(recipe);
        go_live(&mut record);
        while today(&record) <= world.last() {
            if let Some(past) = retrain {
                let window = past.window(world, today(&record).plus(-1));
                retrain_on(&mut record, window);
            }
            let month = today(&record);
            record.happen(Fact::MonthLived { month });
        }
        self.watched(&record).await
    }

    /// The months before `month` lived with the model of the history, then a lap begun on `window`.
    pub(super) fn begun_again(&self, recipe: Recipe, month: Month, window: Window) -> Record {
        let mut record = self.record(recipe);
        go_live(&mut record);
        while today(&record) < month {
            let month = today(&record);
            record.happen(Fact::MonthLived { month });
        }
        record.choose(Choice::NewLap { window });
        record
    }

    /// December under the models of April and May, May and June, … August and September.
    async fn decembers(&self) -> Result<Vec<MonitorReport>> {
        let world = self.session.world.id;
        let mut years = Vec::new();
        for from in 4..=8 {
            let mut record = self.record(scenario::at_decision(world));
            go_live(&mut record);
            let from = Month::new(world.last().year(), from);
            retrain_on(&mut record, Window { from, to: from.plus(1) });
            record.happen(Fact::MonthLived { month: world.last() });
            years.push(self.watched(&record).await?);
        }
        Ok(years)
    }

    /// April and July under the model of January to March with input checks.
    async fn checked(&self) -> Result<MonitorReport> {
        let world = self.session.world.id;
        let mut record = self.record(scenario::at_decision(world));
        record.choose(Choice::Serve { serving: CHECKED });
        go_live(&mut record);
        for month in [4, 7] {
            record.happen(Fact::MonthLived { month: Month::new(world.last().year(), month) });
        }
        self.watched(&record).await
    }

    async fn watched(&self, record: &Record) -> Result<MonitorReport> {
        match &*self.show(Stage::Monitor, record).await? {
            Report::Monitor(report) => Ok(report.clone()),
            other => Err(odd(other)),
        }
    }
}

/// The kind of model that is offered first.
fn model(world: WorldId) -> ModelSpec {
    dials::offered(dials::families(world.target().task)[0])
}

fn retrain_on(record: &mut Record, window: Window) {
    record.choose(Choice::NewLap { window });
    record.choose(Choice::Run { spec: model(record.world) });
    go_live(record);
}

fn go_live(record: &mut Record) {
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

fn odd(report: &Report) -> EngineError {
    EngineError::Unsupported { what: report.stage().word().into() }
}
