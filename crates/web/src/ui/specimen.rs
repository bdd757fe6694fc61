//! Every component once, in its states, as pages that can be looked at (`examples/specimen.rs` writes them).
//!
//! Invariant: the texts are made up and stand here, not in the catalogue, since nobody but us reads them.
//! Absent: components that exist only here.

use domain::fields::FieldErrors;
use domain::money::Currency;
use maud::{Markup, html};

use super::document::{Head, document};
use super::figure::{Stat, sourced, stats};
use super::form::Confirm;
use super::icon::{NAMES, icon, mark};
use super::overlay::{MenuItem, menu, menu_named};
use super::person::{Kind, Size, avatar};
use super::progress::{progress, skeleton, steps};
use super::section::{Weight, empty, note, part};
use super::shell::{density_choice, theme_choice};
use super::turn::{DueState, phases, stage, tag, tag_guessed, turn};
use super::{Button, Due, Field, Person, Whose, button, choice, form, picture, portal, table};

mod pages;

/// The page of all components.
#[must_use]
pub fn specimen() -> Markup {
    document(
        &Head { title: "Components", ..Head::default() },
        "",
        html! {
            main.paper-page id="main" {
                div.paper-sheet {
                    div.line.mb-5 { (mark()) h1 { "Components" } span.push.line { (density_choice()) (theme_choice()) } }
                    div.cols.two.roomy {
                        (turns()) (stages()) (buttons()) (people()) (fields()) (choices()) (notes()) (dialogs())
                        (figures()) (pictures()) (empties()) (tables()) (portal_parts()) (icons())
                    }
                }
            }
        },
    )
}

/// The specimen and whole pages made of components, by file name.
#[must_use]
pub fn pages() -> Vec<(&'static str, Markup)> {
    vec![
        ("index.html", specimen()),
        ("today.html", pages::today()),
        ("collaboration.html", pages::collaboration()),
        ("table.html", pages::creators()),
        ("inbox.html", pages::inbox()),
        ("review.html", pages::review()),
        ("campaign.html", pages::campaign()),
        ("calendar.html", pages::calendar()),
        ("portal.html", pages::portal_home()),
        ("upload.html", pages::portal_upload()),
        ("sign-in.html", pages::sign_in()),
    ]
}

fn turns() -> Markup {
    part(
        "Turn and due",
        "the first thing to look for on any page",
        html! {
            div.line.wrap.wide {
                (turn(Whose::Ours, false, "Review draft 2")) (turn(Whose::Theirs, false, "Post the story"))
                (turn(Whose::Clock, false, "Check the link")) (turn(Whose::Done, false, "Approved"))
                (turn(Whose::Ours, true, "Decide")) (turn(Whose::Theirs, true, "Draft 2"))
            }
            div.line.wrap.wide.mt-3 {
                (Due::plain("Sat 21 Nov 23:59")) (Due::new("today 18:12", DueState::Risk)) (Due::new("1 day late", DueState::Late))
                (tag("sent with brief 3")) (tag_guessed("guessed"))
            }
        },
    )
}

fn stages() -> Markup {
    let all = [(1, "Invited"), (2, "Onboarded"), (3, "In review"), (4, "Approved"), (5, "Measuring"), (8, "Closed")];
    part(
        "Stage",
        "words, then four phases: agree, make, show, settle",
        html! {
            div.line.wrap.wide {
                @for (done, words) in all { (stage(phases(done), words)) }
                (stage(phases(3), html! { span.is-late { "Missed" } }))
            }
        },
    )
}

fn buttons() -> Markup {
    let drop = Confirm {
        question: "Drop Yusuf Karim from Autumn Repair?",
        text: Some("His agreement ends, nothing is paid, £260 goes back to the budget. He gets the message below at once."),
        voice: Some("Hi Yusuf, the window has passed, so we will go on without this one. No hard feelings."),
        verb: Some("Drop him"),
        keep: Some("Keep him"),
        danger: true,
    };
    part(
        "Buttons",
        "one primary a view; it ends our move",
        html! {
            form.line.wrap action="index.html" {
                (Button::submit("Approve").primary().key('a')) (Button::submit("Counter")) (Button::submit("Later").quiet())
                (Button::submit("Drop Yusuf").danger().confirm(drop))
                (menu("More", &[
                    MenuItem::Link { href: "index.html", words: "Rename the view", icon: Some("edit"), current: false },
                    MenuItem::Send { action: "index.html", words: "Delete the view", icon: Some("x"), danger: true },
                ]))
                (menu_named("Platform", &[MenuItem::Link { href: "index.html", words: "Instagram", icon: None, current: true }]))
                (super::views::segments("Whose", &[pages::view("Mine", true), pages::view("Team", false)]))
            }
            p.mt-2.line { (button::refused("Approve", "You made this run, Tom approves it.")) }
        },
    )
}

fn people() -> Markup {
    part(
        "Person",
        "circle: creator; square: team; dashed: the assistant",
        html! {
            div.line.wrap.wide {
                (Person::creator("Maya Okonkwo").about("@mayaskinnotes")) (Person::team("Nora Lindqvist").about("Manager"))
                (Person::bot("Assistant").about("may draft, must ask")) (avatar(Kind::Brand, "Fennel & Rye", Size::Usual))
            }
            div.line.wrap.mt-3 {
                @for name in ["Tess Whitcombe", "Freya Lindholm", "Bea Novák", "Jonas Brandt", "Amara Diallo", "Lucía Ferrer", "Hana Suzuki-Reid", "Ravi Menon"] {
                    (avatar(Kind::Creator, name, Size::Large))
                }
            }
        },
    )
}

fn refused() -> FieldErrors {
    let mut errors = FieldErrors::one("ends", "That is before the draft is due (19 Nov). The earliest is 20 Nov.");
    errors.add("kind", "Choose one.");
    errors
}

fn fields() -> Markup {
    let errors = refused();
    let pounds = Currency::parse("GBP").ok();
    let days = [("7", "7 days"), ("14", "14 days"), ("30", "30 days")];
    part(
        "Field",
        "label above, help below, the error says what to do",
        html! {
            (form::refusals(&errors))
            div.cols.two.mt-4 {
                @if let Some(pounds) = &pounds { (Field::money("fee", "Fee", pounds).value("340").help("Comparable: £245 to £360. Her card says £340.")) }
                (Field::text("ends", "Posting window ends").value("14 Nov").errors(&errors))
                (Field::decimal("commission", "Commission").value("12").unit_after("%").optional())
                (Field::select("pays", "Pays after", &days, Some("Choose")).value("14"))
                (Field::date("draft", "Draft due").value("2026-11-19"))
                (Field::email("email", "E-mail").example("maya@mail.example"))
            }
            div.mt-4 { (Field::lines("word", "A word to Nora", 3).optional().voice().value("Moved the jar right to the front and re-recorded the last line.").help("Kept as you type.")) }
        },
    )
}

fn choices() -> Markup {
    let errors = refused();
    let kinds = [
        choice::Answer { value: "reel", words: "Reel", help: Some("30 to 60 seconds") },
        choice::Answer { value: "story", words: "Story", help: None },
    ];
    let area = choice::Upload { name: "film", label: "The film", help: "MP4 or MOV, up to 500 MB.", accept: "video/*", many: false };
    part(
        "Choices and files",
        "",
        html! {
            div.line.wide {
                (choice::tick("a", "yes", "Chosen", true, None)) (choice::tick("b", "yes", "Not", false, None))
            }
            div.cols.two.mt-4 {
                (choice::one_of("kind", "What she makes", &kinds, "reel", &errors))
                (choice::some_of("kinds", "On which", &kinds, &["story"], &FieldErrors::new()))
            }
            div.mt-4 { (choice::upload(&area, &errors)) }
        },
    )
}

fn notes() -> Markup {
    part(
        "Note, progress, steps, skeleton",
        "",
        html! {
            div.stack {
                (note(Weight::Plain, "Nothing is missing on your side.", "Bank details are complete."))
                (note(Weight::Ours, "Changed since brief 2:", "the code now ends on 6 Dec."))
                (note(Weight::Late, "Not sent.", "The mailbox answered “full” five times."))
                (progress(62, "Upload"))
                (steps(&["File", "Columns", "Check", "Bring in"], 2))
                (skeleton(2))
            }
        },
    )
}

fn dialogs() -> Markup {
    part(
        "Dialog and toast",
        "only to confirm what cannot be undone",
        html! {
            p.soft { "Press “Drop Yusuf” for the dialog, and ? for the keys." }
            button.btn.mt-2 type="button" data-shows="keys" { "Show the keys" }
            (super::overlay::keys(&[('t', "Today"), ('c', "Creators")]))
        },
    )
}

fn figures() -> Markup {
    part(
        "Stat and source",
        "dotted: ask where it comes from. ≈ estimate, ± half-width, unknown is a word",
        stats(&[
            Stat::new(
                "Orders",
                sourced("orders", "71", "71 orders, exact.", "Code first, 30 days, read from the shop at 09:38. Refunds taken off: 3."),
            ),
            Stat::new("Views", "≈ 612K").under("9 of 22 posts estimated"),
            Stat::new("Sales per £1", "£1.42").beside("± 0.80"),
            Stat::new("Audience in the UK", table::unknown()),
        ]),
    )
}

fn pictures() -> Markup {
    let slices = [("paid", 22_000, "£220"), ("accrued", 83_000, "£830"), ("committed", 310_000, "£3,100"), ("reserved", 85_000, "£850")];
    let slices = slices.map(|(name, minor, amount)| picture::Slice { name, minor, amount: amount.into() });
    let steps =
        [("Invited", 40, Some(36), ""), ("Said yes", 18, None, "45 %"), ("Agreed", 12, Some(14), "30 %"), ("Posted", 11, None, "28 %")];
    let steps = steps.map(|(name, count, plan, beside)| picture::Step { name, count, plan, beside: beside.into() });
    part(
        "Pictures",
        "with a table behind each; axis from zero",
        html! {
            div.stack {
                div { (picture::budget("fees", 560_000, &slices, "Paid £220, accrued £830, committed £3,100, reserved £850, free £600")) }
                (picture::funnel(&steps))
                div.line { (picture::spark(&[3.0, 4.0, 3.0, 5.0, 6.0, 5.0, 7.0], "Views over 7 weeks")) (picture::bar(71.0, 240.0, Some(60.0), "71 of 240 orders")) }
                (picture::LineChart { values: &[0.0, 20.0, 71.0, 160.0, 240.0, 352.0], plan: &[0.0, 48.0, 96.0, 144.0, 192.0, 240.0], labels: &["2 Nov", "17 Nov", "6 Dec"], last: "352", sentence: "Orders rose to 352" })
            }
        },
    )
}

fn empties() -> Markup {
    part(
        "Empty",
        "says what will be here, and the one thing to do next",
        empty(
            "No creator matches all three filters.",
            "14 match without “UK audience over 60 %”, because most audiences are unknown.",
            html! { (Button::link("index.html", "Drop that filter")) (Button::link("index.html", "Ask 14 creators for an insight").quiet()) },
        ),
    )
}

fn tables() -> Markup {
    let columns = [
        table::Column::text("Term"),
        table::Column::number("You offered"),
        table::Column::number("She asks"),
        table::Column::text("Means"),
    ];
    let rows = html! {
        tr { td { "Fee" } td.num { "£280" } td.num { b { "£340" } } td.soft.wrap { "+£60, still inside her own rate card" } }
        tr { td { "Story frames" } td.num { "none" } td.num { b { "2" } } td.soft.wrap { "one more deliverable to review" } }
    };
    part(
        "Table inside a page",
        "",
        table::Table::inset(&columns, rows).foot(html! { tr { td { "In all" } td.num { "£280" } td.num { "£340" } td {} } }),
    )
}

fn portal_parts() -> Markup {
    part(
        "Portal",
        "one main task, the rest in rows",
        html! {
            div.stack {
                (portal::main_task("Your turn", html! {
                    (portal::task_head(Whose::Yours, false, "Post your story, 3 frames", html! { "By " b.ink { "Sat 21 Nov, 23:59" } ". You planned Wed 17:00." }))
                    (portal::copy("go.fennelandrye.example/maya-story", None)) (portal::copy("MAYA15", Some("15 % off")))
                }))
                (portal::RowLink { href: "portal.html", turn: Some((Whose::Theirs, "Nora is checking")), name: "Your reel, draft 2", about: "answer by today 18:12", thumb: Some(super::thumb::Thumb::of("reel", "Reel")) })
            }
        },
    )
}

fn icons() -> Markup {
    html! {
        div.whole {
            (part("Icons", "61 on a 16 px grid, 1.5 px strokes", html! {
                div.line.wrap { @for name in NAMES { span.line.about { (icon(name)) (name) } } }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn nothing_in_any_page_is_inline() {
        for (name, page) in pages() {
            assert!(!page.0.contains(" style="), "{name} has an inline style");
            assert!(!page.0.contains("<style"), "{name} has a style element");
            assert!(!page.0.contains(" onclick=") && !page.0.contains("javascript:"), "{name} has inline script");
            assert_eq!(page.0.matches("<script").count(), page.0.matches("<script src=\"/assets/").count(), "{name} has inline script");
        }
    }

    #[test]
    fn no_form_stands_in_another() {
        for (name, page) in pages() {
            for form in page.0.split("<form").skip(1) {
                assert!(form.contains("</form>"), "{name}: a form begins before another ends: {}", &form[..form.len().min(120)]);
            }
        }
    }

    #[test]
    fn every_page_has_one_main_one_heading_and_no_id_twice() {
        for (name, page) in pages() {
            assert_eq!(page.0.matches("<main").count(), 1, "{name}");
            assert_eq!(page.0.matches("<h1").count(), 1, "{name}");
            let mut ids: Vec<&str> = page.0.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{name} uses an id twice");
        }
    }

    #[test]
    fn every_class_in_a_page_is_known_to_a_style_sheet() {
        let sheets = [
            include_str!("../../assets/css/base.css"),
            include_str!("../../assets/css/layout.css"),
            include_str!("../../assets/css/components.css"),
            include_str!("../../assets/css/extra.css"),
            include_str!("../../assets/css/steps.css"),
            include_str!("../../assets/css/media.css"),
        ]
        .concat();
        // Names that script or tests look for, or that only name a part.
        let plain = ["lane", "menu-of", "rail-find", "rail-foot", "skeleton", "uploading", "search-form"];
        for (name, page) in pages() {
            for class in page.0.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()).flat_map(str::split_whitespace) {
                assert!(plain.contains(&class) || sheets.contains(&format!(".{class}")), "{name}: class {class} has no style");
            }
        }
    }
}
