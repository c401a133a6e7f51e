//! The frame around every room: the mark, the problem in a sentence, the loop, the margin.

use engine::expedition::status;
use yew::prelude::*;

use crate::rooms::RoomProps;
