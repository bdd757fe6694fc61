//! What every page stands on: who asks, what was posted, how a page is answered, and what keeps it safe.
//!
//! Invariant: a page leaves only through [`Page`], and [`guard`] puts the forgery token into each of its forms; a post
//! is read only through [`Posted`], which refuses one without the token, or through [`Open`] where nobody is signed in and a
//! frame on another site lets no cookie through. Absent: rules and rows.

pub mod asked;
pub mod cookies;
pub mod csrf;
pub mod guard;
pub mod limits;
pub mod open;
pub mod page;
pub mod posted;
pub mod refusal;
mod shipping;
pub mod signed;
pub mod stored;
pub mod streamed;
pub mod unsent;
pub mod values;

pub use open::Open;
pub use page::{Flash, Page, go};
pub use posted::{File, Posted, shown};
pub use refusal::{Answer, Refusal, refused};
pub use signed::{Asker, InBrand, Signed};
