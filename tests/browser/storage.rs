//! Storage itself: expeditions beside each other, two tabs on one of them, what the page's first days left.

use full_loop::state::Saved;
use full_loop::state::stored::{CHANGED, DELETED, LAST, read};
use full_loop::storage::{Put, Storage};
use wasm_bindgen_test::wasm_bindgen_test;

const NOW: f64 = 1_385_000_000_000.0;

async fn text_of(storage: &Storage, id: &str) -> Option<String> {
    let (all, _) = read(&storage.look().await);
    all.into_iter().find(|stored| stored.id == id).map(|stored| stored.text)
}

#[wasm_bindgen_test]
async fn what_is_kept_is_found_with_what_stands_beside_it() {
    let storage = Storage::open("build").await;
    assert!(storage.keeps());
    assert_eq!(storage.save("first", "one", None, NOW).await, Put::Done(Saved::Saved));
    assert_eq!(storage.save("second", "two", None, NOW + 1.0).await, Put::Done(Saved::Saved));
    storage.note(LAST, "second".into()).await;
    storage.note(&format!("{DELETED}first"), NOW.into()).await;
    let (all, last) = read(&storage.look().await);
    let found = |id: &str| all.iter().find(|stored| stored.id == id).unwrap();
    assert_eq!(last.as_deref(), Some("second"));
    assert_eq!(
        (found("first").text.as_str(), found("first").changed, found("first").deleted),
        ("one", Some(NOW), true)
    );
    assert!(!found("second").deleted);
    // Whoever goes on with a deleted one brings it back.
    assert_eq!(storage.save("first", "one more", Some("one"), NOW).await, Put::Done(Saved::Saved));
    assert!(!read(&storage.look().await).0.iter().find(|s| s.id == "first").unwrap().deleted);
    storage.remove(&["first".into(), format!("{CHANGED}first")]).await;
    assert_eq!(text_of(&storage, "first").await, None);
}

#[wasm_bindgen_test]
async fn two_tabs_never_write_over_each_other() {
    let (one, other) = (Storage::open("build").await, Storage::open("build").await);
    assert_eq!(one.save("both", "begun", None, NOW).await, Put::Done(Saved::Saved));
    assert_eq!(other.save("both", "by the other", Some("begun"), NOW).await, Put::Done(Saved::Saved));
    assert_eq!(one.save("both", "by the one", Some("begun"), NOW).await, Put::Clash("by the other".into()));
    assert_eq!(text_of(&one, "both").await.as_deref(), Some("by the other"));
    assert_eq!(
        one.save("both", "by the other", Some("begun"), NOW).await,
        Put::Done(Saved::Saved),
        "the same"
    );
    // Both at once: one of them is told of the other.
    let (a, b) = futures(
        one.save("both", "a", Some("by the other"), NOW),
        other.save("both", "b", Some("by the other"), NOW),
    )
    .await;
    let clashes = [&a, &b].iter().filter(|put| matches!(put, Put::Clash(_))).count();
    assert_eq!(clashes, 1, "{a:?} {b:?}");
}

/// Both, each a step at a time.
async fn futures<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    use std::pin::pin;
    use std::task::Poll;
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut left, mut right) = (None, None);
    std::future::poll_fn(move |cx| {
        if left.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(cx)
        {
            left = Some(value);
        }
        if right.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(cx)
        {
            right = Some(value);
        }
        match (left.take(), right.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (left, right) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}

/// The page's first days kept a file under a name and nothing beside it.
#[wasm_bindgen_test]
async fn what_the_first_days_left_is_read_as_it_is() {
    let storage = Storage::open("build").await;
    storage.note("current", "{}".into()).await;
    let (all, _) = read(&storage.look().await);
    let old = all.iter().find(|stored| stored.id == "current").unwrap();
    assert_eq!((old.text.as_str(), old.changed, old.deleted), ("{}", None, false));
    storage.remove(&["current".into()]).await;
}

#[wasm_bindgen_test]
async fn results_of_the_engine_are_of_one_build() {
    let storage = Storage::open("build-a").await;
    storage.keep(&[("key".into(), vec![1, 2, 3])]).await;
    assert!(storage.kept().await.contains(&("key".into(), vec![1, 2, 3])));
    assert!(Storage::open("another").await.kept().await.is_empty());
}
