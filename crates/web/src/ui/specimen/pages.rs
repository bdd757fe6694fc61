//! Whole pages made of components, to be looked at beside the design's pictures.

use domain::fields::FieldErrors;
use domain::time::Day;
use maud::{Markup, Render, html};

use crate::ui::board::{Card, Lane, board};
use crate::ui::button::action_bar;
use crate::ui::calendar::{Entry, Window, month};
use crate::ui::figure::{Stat, headline, sourced, stats};
use crate::ui::icon::icon;
use crate::ui::message::{Message, Thread};
use crate::ui::moves::{MoveRow, move_box, moves_group};
use crate::ui::overlay::{MenuItem, Toast};
use crate::ui::person::{Kind, Size, avatar};
use crate::ui::picture::{bar_thin, spark};
use crate::ui::review::{Comment, Mark, Place as MarkPlace, film_time, finding, frame, scrub};
use crate::ui::score::{ScoreRow, score};
use crate::ui::section::{chapter, facts, part, voice};
use crate::ui::shell::{App, Place, Portal, app, crumb_head, lone, page_head, portal, split};
use crate::ui::table::{Column, Order, Table, bulk, choose_cell, group_row, not_yet};
use crate::ui::thumb::Thumb;
use crate::ui::timeline::{Moment, sequence, timeline};
use crate::ui::turn::DueState;
use crate::ui::views::{Filter, View, filters, search, segments, views};
use crate::ui::{Button, Due, Field, Person, Whose, choice, form, portal as parts, turn};

pub(super) fn view(name: &str, current: bool) -> View<'_> {
    View { href: "index.html".into(), name, count: None, current }
}

fn counted(name: &str, count: u64, current: bool) -> View<'_> {
    View { count: Some(count), ..view(name, current) }
}

fn in_app(at: &str, toast: Option<Toast<'_>>, page: Markup) -> Markup {
    let all = [
        ("today.html", "today", "Today", 7, 't'),
        ("table.html", "creators", "Creators", 0, 'c'),
        ("campaign.html", "campaigns", "Campaigns", 0, 'm'),
        ("inbox.html", "inbox", "Inbox", 3, 'i'),
        ("review.html", "reviews", "Reviews", 1, 'r'),
        ("sign-in.html", "payments", "Payments", 0, 'p'),
    ];
    let places = all.map(|(href, icon, name, count, key)| Place { href, icon, name, count, current: name == at, key: Some(key) });
    let brands = [MenuItem::Link { href: "today.html", words: "Fennel & Rye", icon: None, current: true }];
    let shell = App {
        brand: "Fennel & Rye",
        brands: &brands,
        search: Some("table.html"),
        live: None,
        places: &places,
        running: &[("collaboration.html", "Autumn Repair", at == "Autumn Repair")],
        settings: Some(Place { href: "index.html?settings", icon: "settings", name: "Settings", count: 0, current: false, key: Some('s') }),
        person: "Nora Lindqvist",
        person_items: &[],
        sign_out: "sign-in.html",
        toast,
    };
    app(at, &shell, page)
}

fn a_move<'a>(name: &'a str, what: &'a str, why: &'a str, due: Due, stake: &'a str, current: bool) -> MoveRow<'a> {
    MoveRow { href: Some("today.html"), whose: Whose::Ours, name, what, why, due: Some(due), stake: Some(stake), current, thumb: None }
}

pub(super) fn today() -> Markup {
    let source =
        sourced("stake", "£3,850 at stake", "Fees of the seven collaborations below.", "Counted from agreed or offered fees. Exact.");
    let list = html! {
        (moves_group("Decide", 2))
        (a_move("Yusuf Karim", "missed wave 1", "No reel by the named deadline, Mon 18:00. Otherwise nothing is paid and his place stays empty.", Due::new("1 day late", DueState::Late), "£260", false))
        (a_move("Tess Whitcombe", "countered with £340", "Your offer was £280. If nobody answers it goes to Ines tonight.", Due::plain("today 20:41"), "£340", true))
        (moves_group("Mend", 1))
        (a_move("Amara Diallo", "· tracking link answers 404", "Since 08:10. About 14 clicks have met an error page so far.", Due::new("at once", DueState::Risk), "£480", false))
        (moves_group("Not yours", ""))
        (MoveRow { href: Some("today.html"), whose: Whose::Theirs, name: "6 with creators", what: "", why: "Hana’s yes to the brief, Ravi’s draft 2, Jonas’s draft, two posts", due: Some(Due::new("2 at risk", DueState::Risk)), stake: None, current: false, thumb: None })
        (MoveRow { href: None, whose: Whose::Clock, name: "4 the clock will do today", what: "", why: "1 reminder, 2 link checks, 1 metrics refresh", due: Some(Due::plain("next 10:00")), stake: None, current: false, thumb: None })
    };
    let columns = [Column::text("Term"), Column::number("You offered"), Column::number("She asks"), Column::text("Means")];
    let open = html! {
        div.split-body.stack.loose {
            div.line { (Person::creator("Tess Whitcombe").about("@tesstriesitall · Cardiff · Autumn Repair, wave 3").heading())
                span.push.line { (Button::link("today.html", "Open collaboration").quiet().icon_only("out")) } }
            div.measure { (voice("“I’d love to do this one. £280 is a bit under what I charge for a reel with a month of usage though. Could you do £340? Happy to add two story frames on the day.”")) p.about.mt-2 { "Tess, by e-mail, Mon 16 Nov 20:41" } }
            (chapter("What changes", "version 2 against version 1", Table::inset(&columns, html! {
                tr { td { "Fee" } td.num { "£280" } td.num { b { "£340" } } td.soft { "+£60, still inside her own rate card" } }
                tr { td { "Usage, organic" } td.num { "30 days" } td.num { "30 days" } td.quiet { "same" } }
            })))
            (part("If you accept", "", facts(&[("Budget left", html! { "£600 becomes " b { "£260" } }), ("Then", html! { "agreement goes to her at once, £340 is reserved" })])))
        }
        (action_bar(html! { (Button::submit("Accept £340").primary()) (Button::submit("Counter").key('c')) (Button::submit("Refuse").quiet()) }, Some("The agreement goes to her at once.")))
    };
    in_app(
        "Today",
        Some(Toast { words: "3 creators shortlisted", undo: Some("today.html") }),
        html! {
            (page_head("Today", html! { "Tuesday 17 November · 7 moves, 1 late · " (source) }, segments("Whose moves", &[view("Mine", true), view("Team", false)])))
            (split("Moves", list, "Opened: Tess Whitcombe, counter-offer", open))
        },
    )
}

pub(super) fn collaboration() -> Markup {
    let stages = ["Agreed", "Onboarded", "Shipped", "Briefed", "Producing", "In review", "Approved", "Live", "Measuring", "Settled"];
    let dates =
        ["2 Nov", "3 Nov", "6 Nov", "9 Nov", "12 Nov", "13 Nov", "", "18–21 Nov", "to 21 Dec", "≈ 5 Dec"].map(String::from).to_vec();
    let row = |name, about, at, whose| ScoreRow { name, about, at, words: None, whose, late: false, dates: dates.clone() };
    let rows = [
        row("Reel, 30 to 60 s", "Instagram · post 18 to 21 Nov", 5, Whose::Ours),
        row("Story, 3 frames", "Instagram · same day as the reel", 6, Whose::Theirs),
    ];
    let fact = |when: &str, what: Markup, said: Option<&str>| Moment {
        when: html! { (when) },
        what,
        whose: None,
        ahead: false,
        said: said.map(Into::into),
    };
    let ahead = |when: &str, whose, what: Markup| Moment { when: html! { (when) }, what, whose: Some(whose), ahead: true, said: None };
    let act = Button::link("review.html", "Open the draft").primary();
    let due = Due::new("today 18:12", DueState::Risk);
    in_app(
        "Autumn Repair",
        None,
        html! {
            (crumb_head(&[("campaign.html", "Campaigns"), ("campaign.html", "Autumn Repair")], "Maya Okonkwo", Button::link("index.html", "Copy link").quiet().icon_only("link").render()))
            div.body.near {
                div.line.entity {
                    (avatar(Kind::Creator, "Maya Okonkwo", Size::Huge))
                    div.grow { h1 { "Maya Okonkwo" } p.soft.row-size { "@mayaskinnotes · Leeds, UK · Instagram 48.2K, TikTok 61.0K" } }
                    div.push { (stats(&[Stat::new("Fee", "£420"), Stat::new("Commission", "12 %"), Stat::new("Standing", sourced("standing", "Rebook", "P(better than the median) = 0.91.", "Contribution per £1 of cost, 4 posts."))])) }
                }
                (score("Deliverable", &stages, &rows, "Reel: in review, our turn. Story: approved, goes live 18 November."))
                div.cols.side.mt-5 {
                    div.stack.loose {
                        (chapter("Open moves", "3, the slowest is yours", html! { div.stack.tight {
                            (move_box(Whose::Ours, "Review the reel, draft 2", Some(&due), "First pass within 24 h of Mon 18:12. At 18:12 it goes to Ines. The window opens tomorrow.", html! { (act) }))
                            (MoveRow { href: None, whose: Whose::Theirs, name: "Maya posts the story", what: "", why: "She plans Wed 18 Nov 17:00, with the reel. Reminder today 17:00.", due: Some(Due::plain("Sat 21 Nov 23:59")), stake: None, current: false, thumb: None })
                        } }))
                        (chapter("Timeline", "", timeline(
                            &[ahead("5 Dec", Whose::Clock, html! { span.soft { "£420 is due, 14 days after the last post is verified" } }), ahead("today 18:12", Whose::Ours, html! { "Review of draft 2 is due" })],
                            "now 09:40",
                            &[fact("Mon 18:12", html! { b { "Maya" } " uploaded reel draft 2" }, Some("Moved the jar right to the front and re-recorded the last line.")), fact("13 Nov 11:02", html! { b { "Nora" } " asked for changes, round 1 of 2" }, None)],
                        )))
                    }
                    aside.stack.loose {
                        (chapter("Terms", html! { a href="index.html" { "Agreement 1, signed 2 Nov" } }, facts(&[("Window", html! { "18 to 21 Nov, London time" }), ("Revisions", html! { "2 rounds, 1 used" }), ("Code", html! { span.mono { "MAYA15" } " 15 % off" })])))
                        (chapter("Money", "committed", Table::inset(&[], html! { tr { td { "Fee" } td.num { "£420.00" } } tr { td { "Product and shipping" } td.num { "£41.30" } } }).foot(html! { tr { td { "Cost to date" } td.num { "£461.30" } } })))
                    }
                }
            }
        },
    )
}

pub(super) fn creators() -> Markup {
    let columns = [
        Column::choose(),
        Column::text("Creator").sorted("table.html?order=name", None),
        Column::text("Platforms"),
        Column::number("Followers"),
        Column::unseen("Views, 7 weeks"),
        Column::number("Fit").sorted("table.html?order=fit", Some(Order::Descending)),
        Column::text("Stage now"),
    ];
    let row = |name: &str, handle: &str, followers: &str, whose, stage: &str| {
        html! {
            tr {
                (choose_cell("creator", handle, name, false))
                td { (Person::creator(name).about(handle).href("collaboration.html")) }
                td.soft { "IG, TikTok" } td.num { (followers) }
                td { (spark(&[3.0, 4.0, 3.0, 5.0, 6.0, 5.0, 7.0], "Views rise over 7 weeks")) }
                td.num { "0.92" } td { (turn::turn(whose, false, stage)) }
            }
        }
    };
    let rows = html! {
        (group_row(7, "Wave 1", "2 to 8 Nov · 2 creators"))
        (row("Maya Okonkwo", "@mayaskinnotes", "48.2K", Whose::Ours, "In review")) (row("Freya Lindholm", "@freyaslowskin", "74.8K", Whose::Ours, "Approved"))
        (group_row(7, "Wave 2", "16 to 22 Nov · 2 creators"))
        (row("Bea Novák", "@bearbarefaced", "27.2K", Whose::Nobody, "Settled")) (row("Lucía Ferrer", "@luciaplaindays", "33.5K", Whose::Clock, "Measuring"))
        tr { td {} td { (not_yet()) } td {} td {} td.figure-wide { (bar_thin(0.85, 1.0, "85 %")) } td {} td {} }
    };
    let on = [
        Filter { name: "Campaign", how: "is", value: "Autumn Repair", without: Some("table.html".into()), guessed: false },
        Filter { name: "manner, guessed", how: "", value: "plain, unedited", without: Some("table.html".into()), guessed: true },
    ];
    in_app(
        "Creators",
        None,
        html! {
            (page_head("Creators", "214 in the brand, 12 shown", html! { (search("table.html", "words", "Name, handle, note", "", &[])) (Button::link("index.html", "Import").icon("upload")) (Button::link("index.html", "Add creator").primary().icon("plus")) }))
            (views("Saved views", &[counted("All", 214, false), counted("In Autumn Repair", 12, true), counted("Rebook", 31, false)], html! {}))
            (filters(&on, Button::link("index.html", "Filter").quiet().small().icon("plus").render(), Some(html! { span.about { "Ordered by fit" } })))
            form.body.flush.scrollx method="post" action="table.html" {
                (Table::new(&columns, rows).caption("Creators of the brand"))
                (bulk("chosen", html! { (Button::submit("Shortlist").quiet()) (Button::submit("Leave out").quiet()) }))
            }
        },
    )
}

pub(super) fn inbox() -> Markup {
    let thread = |name, whose, subject, begins, current| Thread {
        href: "inbox.html",
        name,
        whose,
        when: html! { "08:52" },
        subject,
        begins,
        unread: current,
        current,
    };
    let message = |name, kind, text, draft| Message { name, kind, about: html! { "today 08:52" }, text, end: None, draft };
    in_app(
        "Inbox",
        None,
        html! {
            (page_head("Inbox", "3 to answer", Button::link("index.html", "Write").icon("edit").render()))
            (views("Threads", &[counted("To answer", 3, true), counted("All", 418, false)], html! {}))
            div.split.inbox {
                section aria-label="Threads" {
                    (thread("Jonas Brandt", Whose::Ours, "Retinol?", "Hi Nora, quick one before I film. Can I mention", true))
                    (thread("Maya Okonkwo", Whose::Theirs, "Draft 2", "Moved the jar right to the front", false))
                }
                section.split-open aria-label="Thread with Jonas Brandt" {
                    div.split-body {
                        (message("Nora", Kind::Team, "Hi Jonas, here is the brief, one read, two pages.", false))
                        (message("Jonas", Kind::Creator, "Hi Nora, quick one before I film.\n\nCan I mention the retinol I already use, or does that clash?", false))
                        (message("Drafted by the assistant", Kind::Bot, "Hi Jonas, yes, please do mention it. No maker’s name, as you say.", true))
                    }
                    (action_bar(Button::submit("Send the draft").primary().render(), None))
                }
                aside.beside aria-label="About Jonas" { (Person::creator("Jonas Brandt").about("@jonasunfussy · Bristol").size(Size::Large)) (chapter("Terms", "", facts(&[("Fee", html! { "£900 + 12 %" })]))) }
            }
        },
    )
}

pub(super) fn review() -> Markup {
    let marks = [
        Mark { number: 1, must: false, place: None, second: Some(3.0), href: "#c1" },
        Mark {
            number: 2,
            must: true,
            place: Some(MarkPlace { x: 6.0, y: 8.0, width: 46.0, height: 7.0 }),
            second: Some(15.0),
            href: "#c2",
        },
    ];
    let comment = |id, number, must, who, text, answer| Comment {
        id,
        number,
        must,
        who,
        about: html! { (film_time(3.0)) " · round 1" },
        text,
        answer,
        done: Some("answered"),
        actions: html! {},
    };
    in_app(
        "Reviews",
        None,
        html! {
            (page_head("Reel, draft 2", html! { "Maya Okonkwo · Autumn Repair · round 2 of 2 · " (Due::new("first pass due today 18:12", DueState::Risk)) }, segments("Version", &[view("Draft 1", false), view("Draft 2", true)])))
            div.split.review {
                section.desk aria-label="Draft" { div.player { (frame(html! {}, &marks, Some("comment"))) (scrub(38.0, &marks, "film")) p.quiet { "1080 × 1920 · sha-256 9c41…e07b" } } }
                section.beside aria-label="Comments" {
                    form.stack id="comment" method="post" action="review.html" {
                        @for name in ["x", "y", "width", "height"] { (form::hidden(name, "")) }
                        (Field::lines("text", "What to change, and where", 2).voice())
                        (Button::submit("Add"))
                    }
                    (comment("c1", 1, false, "Nora", "Add the product name in the first 3 seconds, spoken or on screen.", Some("Done, I say it at 0:02 while turning the jar.")))
                    (comment("c2", 2, true, "Priya", "“Repairs your barrier overnight” is not allowed. “Helps support the skin barrier” is.", None))
                }
                aside.beside aria-label="Checks" { (chapter("Pre-check", "9 checks", html! { (finding(true, "Disclosure too short", "0:02", Some("1.8 s of the 3 s in the brief"))) (finding(false, "Claims match the library", "", None)) })) }
            }
            (action_bar(html! { (Button::submit("Approve and freeze draft 2").primary().key('a')) (Button::submit("Ask for changes").key('c')) }, Some("Asking for changes uses the last included round.")))
        },
    )
}

pub(super) fn campaign() -> Markup {
    let card = |name: &str, amount: &str, whose, words: &str| Card {
        href: "collaboration.html".into(),
        name: name.into(),
        amount: amount.into(),
        turn: (whose, false, words.into()),
        verb: None,
        due: None,
        since: Some("since Mon 20:41".into()),
        stays: String::new(),
        thumb: Some(Thumb::of("reel", "Reel")),
    };
    let lanes = [
        Lane { name: "Agree", count: 1, cards: vec![card("Tess Whitcombe", "£340", Whose::Ours, "Counter-offer to answer")] },
        Lane {
            name: "Prepare",
            count: 2,
            cards: vec![
                card("Callum Byrne", "£240", Whose::Clock, "Parcel arrives tomorrow"),
                card("Hana Suzuki-Reid", "£380", Whose::Theirs, "Acknowledge the brief"),
            ],
        },
        Lane { name: "Make", count: 0, cards: vec![] },
    ];
    in_app(
        "Campaigns",
        None,
        html! {
            (page_head("Autumn Repair", "Sales · United Kingdom · 2 Nov to 6 Dec 2026", html! {}))
            (views("Campaign", &[view("Board", true), view("Table", false), view("Calendar", false)], html! {}))
            div.filters {}
            (board(&lanes))
        },
    )
}

pub(super) fn calendar() -> Markup {
    let day = |number| Day::new(2026, 11, number).ok();
    in_app(
        "Campaigns",
        None,
        html! {
            (page_head("Autumn Repair", "Sales · United Kingdom · 2 Nov to 6 Dec 2026", html! {}))
            (views("Campaign", &[view("Board", false), view("Table", false), view("Calendar", true)], html! {}))
            div.body {
                @if let (Some(first), Some(second), Some(today), Some(end)) = (day(2), day(8), day(17), day(22)) {
                    (month(today, today, &[Entry { day: today, whose: Whose::Ours, late: false, words: "Maya, review", href: Some("review.html"), moves: None }], &[Window { opens: first, closes: second, whose: None }, Window { opens: today, closes: end, whose: Some("Maya Okonkwo") }]))
                }
            }
        },
    )
}

pub(super) fn portal_home() -> Markup {
    let all = [
        ("portal.html", "home", "Now"),
        ("#", "brief", "Brief"),
        ("#", "image", "Work"),
        ("#", "payments", "Money"),
        ("#", "message", "Messages"),
    ];
    let places = all.map(|(href, icon, name)| Place { href, icon, name, count: 0, current: name == "Now", key: None });
    let shell = Portal {
        brand: "Fennel & Rye",
        about: "Autumn Repair",
        person: Some((Kind::Creator, "Maya Okonkwo")),
        brand_style: None,
        logo: None,
        places: &places,
        toast: None,
    };
    let step = |when: &str, whose, ahead, what: &str| Moment {
        when: html! { (when) },
        what: html! { (what) },
        whose: Some(whose),
        ahead,
        said: None,
    };
    portal(
        "Now",
        &shell,
        html! {
            div { h1 { "Maya, one thing to do this week" } p.soft.mt-1 { "About five minutes." } }
            (parts::main_task("Your turn", html! {
                (parts::task_head(Whose::Yours, false, "Post your story, 3 frames", html! { "By " b.ink { "Sat 21 Nov, 23:59" } ". You planned Wed 17:00." }))
                (parts::copy("go.fennelandrye.example/maya-story", None)) (parts::copy("MAYA15", Some("15 % off")))
                (Button::submit("I have posted it").primary())
            }))
            section aria-label="With us" {
                div.sec-head { h3 { "With us" } }
                (parts::RowLink { href: "portal.html", turn: Some((Whose::Theirs, "Nora is checking")), name: "Your reel, draft 2", about: "answer by today 18:12", thumb: None })
                (parts::RowLink { href: "portal.html", turn: Some((Whose::Clock, "On its way")), name: "£98.40 commission, Summer Calm", about: "with you by Thu 19 Nov", thumb: None })
            }
            (crate::ui::progress::steps(&["Agreed", "Parcel", "Brief", "Drafts", "Posted", "Paid"], 3))
            (headline("Next to arrive", "£98.40"))
            (chapter("£420 for Autumn Repair", "", sequence(&[step("2 Nov", Whose::Done, false, "Agreed and signed"), step("today", Whose::Theirs, false, "We approve the reel"), step("by 21 Nov", Whose::Yours, true, "You post both")])))
        },
        None,
    )
}

pub(super) fn portal_upload() -> Markup {
    let shell = Portal {
        brand: "Fennel & Rye",
        about: "Autumn Repair",
        person: Some((Kind::Creator, "Maya Okonkwo")),
        brand_style: None,
        logo: None,
        places: &[],
        toast: None,
    };
    let area = choice::Upload { name: "film", label: "Your film", help: "MP4 or MOV, up to 500 MB.", accept: "video/*", many: false };
    portal(
        "Your reel, draft 2",
        &shell,
        html! {
            div { h1 { "Your reel, draft 2" } p.soft.mt-1 { "By today, Mon 16 Nov, 20:00. Round 2 of 2." } }
            (form::post_files("upload.html", html! {
                (parts::task("Upload", html! { (choice::upload(&area, &FieldErrors::new())) (choice::uploading()) }))
                (choice::tick("done", "1", html! { span.voice { "Say “helps support the skin barrier” instead of “repairs”." } }, true, Some("must · at 0:15 · Priya")))
                (Field::lines("word", "A word to Nora", 3).optional().voice())
                (parts::portal_act(Button::submit("Send").primary().render()))
            }))
        },
        None,
    )
}

pub(super) fn sign_in() -> Markup {
    let errors = FieldErrors::one("password", "E-mail and password do not belong together. 4 tries left before a pause of 15 minutes.");
    lone(
        "Sign in",
        html! {
            h1 { "Sign in" }
            p.soft { "troupe.fennelandrye.example" }
            (form::post("sign-in.html", html! {
                (Field::email("email", "E-mail").value("nora@fennelandrye.example").attribute("autocomplete", "username").required())
                (Field::password("password", "Password", "current-password").errors(&errors).required())
                (Button::submit("Sign in").primary())
            }))
            p.about.mt-6 { (icon("info")) "A creator or a reviewer? You need no account. Open the link in your mail." }
        },
        true,
    )
}
