//! The one integration-test binary: what holds for the whole house.

mod support;
mod tidy;
