//! The component library: the face of Troupe as functions from plain data to markup.
//!
//! Invariant: a component knows no view, no rule and no row; it gets words and numbers and gives back the structure that
//! the style sheets expect. Nothing is inline: hues and lengths are classes or SVG attributes, behaviour is in `app.js`
//! and every part works without it. Absent: pages, routes, and the choice of which words to say.

pub mod board;
pub mod brand;
pub mod button;
pub mod calendar;
pub mod choice;
pub mod document;
pub mod field;
pub mod figure;
pub mod form;
pub mod gauge;
pub mod icon;
pub mod message;
pub mod moves;
pub mod outline;
pub mod overlay;
pub mod person;
pub mod picture;
pub mod portal;
pub mod progress;
pub mod prose;
pub mod qr;
pub mod review;
pub mod score;
pub mod section;
pub mod shell;
pub mod specimen;
pub mod table;
pub mod thumb;
pub mod timeline;
pub mod turn;
pub mod views;
pub mod when;

pub use button::Button;
pub use field::Field;
pub use icon::{icon, icon_small};
pub use person::Person;
pub use specimen::specimen;
pub use turn::{Due, Whose};
