//! The one integration-test binary: what holds for the whole house.

mod collaboration;
mod creators;
mod demo;
mod mail;
mod money;
mod portal;
mod support;
mod tidy;
mod web;
