//! Mounts the page.

fn main() {
    yew::Renderer::<full_loop::app::App>::new().render();
}
