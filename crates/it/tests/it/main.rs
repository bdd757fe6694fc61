//! The one integration-test binary: what holds for the whole house.

mod collaboration;
mod command_line;
mod creators;
mod demo;
mod http;
mod journey;
mod kills;
mod listening;
mod mail;
mod money;
mod portal;
mod real_input;
mod real_vetting;
mod registry;
mod simulation;
mod support;
mod tidy;
mod tracker;
mod troubles;
mod web;
