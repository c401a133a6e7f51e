//! The workers that search beside the engine's own: started when the form of a search is opened, so that they are there
//! when it begins.

use engine::expedition::WorldId;
use yew::prelude::*;

use super::{App, Msg, browser};
use crate::state::{Action, Pool, Pooling};
use crate::worker::client::{Client, Said, Way};
use crate::worker::protocol::{Event, Request};

/// Workers at most, the engine's own among them: each holds the data once more.
const MOST: usize = 8;

/// A worker of the pool.
struct Member {
    name: u32,
    client: Client,
    /// The world it has opened.
    ready: Option<WorldId>,
}

/// The pool as it stands.
#[derive(Default)]
pub(super) struct Members {
    all: Vec<Member>,
    /// The number of the last.
    last: u32,
    /// Whether a search is told of them.
    told: bool,
}

impl App {
    pub(super) fn pool(&mut self, ctx: &Context<Self>, pool: Pool) {
        match pool {
            Pool::Warm => self.start_pool(ctx),
            Pool::Start => {
                self.start_pool(ctx);
                self.members.told = true;
                let ready = |member: &Member| Some((member.name, member.ready?));
                let ready: Vec<_> = self.members.all.iter().filter_map(ready).collect();
                for (name, world) in ready {
                    self.act(ctx, Action::Pool(Pooling::Said(name, Box::new(Event::Ready(world)))));
                }
            }
            Pool::End => {
                self.members.all.clear();
                self.members.told = false;
            }
            Pool::Post(name, request) => {
                if let Some(member) = self.members.all.iter().find(|member| member.name == name) {
                    member.client.post(&request);
                }
            }
        }
    }

    fn start_pool(&mut self, ctx: &Context<Self>) {
        // The engine's own worker searches too; where it is the page's own thread, there is nothing to spare.
        let n = if self.on_thread { 0 } else { browser::cores().min(MOST) - 1 };
        while self.members.all.len() < n {
            self.members.last += 1;
            let (name, link) = (self.members.last, ctx.link().clone());
            let tell = move |said| link.send_message(Msg::Pool(name, said));
            let client = Client::start(browser::address_of(""), Way::Address, tell);
            self.members.all.push(Member { name, client, ready: None });
        }
    }

    pub(super) fn hear_pool(&mut self, ctx: &Context<Self>, name: u32, said: Said) {
        let Some(at) = self.members.all.iter().position(|member| member.name == name) else { return };
        match said {
            Said::Connected(Way::Address | Way::Blob) => {
                let (world, kept) = (self.state.record.world, self.kept.all());
                let client = &self.members.all[at].client;
                self.give(client);
                client.post(&Request::Open { world, data: browser::address_of("data/"), kept });
            }
            Said::Event(event) => {
                if let Event::Ready(world) = *event {
                    self.members.all[at].ready = Some(world);
                }
                if self.members.told {
                    self.act(ctx, Action::Pool(Pooling::Said(name, event)));
                } else if matches!(*event, Event::Refused { .. } | Event::NotLoaded { .. }) {
                    self.members.all.remove(at);
                }
            }
            Said::Connected(Way::Thread) | Said::OtherVersion | Said::NoWay | Said::Died => {
                self.members.all.remove(at);
                if self.members.told {
                    self.act(ctx, Action::Pool(Pooling::Lost(name)));
                }
            }
        }
    }
}
