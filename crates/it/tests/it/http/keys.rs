//! Keys of programs: shown once, good for what they name, gone when revoked.

use app::team::{RevokeApiKey, api_keys::ListApiKeys};
use domain::team::Role;
use serde_json::json;

use super::road::{at, key};
use crate::support::{http::Program, on_both};

#[test]
fn a_key_is_shown_once_and_kept_as_a_hash() {
    on_both(async |world| {
        let (made, program) = key(world, "Shop", Role::Manager, &["creators"]).await;
        assert!(made.secret.starts_with("tk_") && made.secret.len() > 40, "{}", made.secret);
        let listed = serde_json::to_string(&world.show(ListApiKeys {}).await.expect("listed")).expect("JSON");
        assert!(listed.contains("Shop") && !listed.contains(&made.secret[9..]), "{listed}");
        assert!(!crate::registry::rows::everything(world).await.contains(&made.secret[9..]), "it stands nowhere in the database");
        program.get(&at("/creators")).await.ok();
    });
}

#[test]
fn a_key_does_what_its_scopes_and_its_role_say_in_its_own_brand() {
    on_both(async |world| {
        let (other, _) = world.other_brand().await;
        let note = json!({ "name": "Maya", "source": "cold", "tier": "paid" });
        let (_, reader) = key(world, "Reader", Role::Manager, &["read"]).await;
        reader.get(&at("/creators")).await.ok();
        reader.get(&at("/campaigns")).await.ok();
        assert_eq!(reader.post(&at("/creators"), note.clone()).await.refused(404), "not_found");
        let (_, room) = key(world, "Room", Role::Manager, &["creators"]).await;
        room.get(&at("/creators")).await.ok();
        assert_eq!(room.post(&at("/creators"), note.clone()).await.refused(422), "invalid", "it gets as far as the command");
        assert_eq!(room.get(&at("/campaigns")).await.refused(404), "not_found");
        let (_, one) = key(world, "One", Role::Manager, &["creators.create_creator"]).await;
        assert_eq!(one.post(&at("/creators"), note).await.refused(422), "invalid");
        assert_eq!(one.get(&at("/creators")).await.refused(404), "not_found");
        let (_, viewer) = key(world, "Viewer", Role::Viewer, &["read", "payments"]).await;
        assert_eq!(viewer.get(&at("/payments")).await.refused(404), "not_found", "a scope gives nothing that the role does not");
        // No key reaches another brand, or the organisation.
        let elsewhere = reader.get(&format!("/brands/{other}/creators")).await;
        let nowhere = reader.get("/brands/no-such-brand/creators").await;
        assert_eq!(
            (elsewhere.refused(404), &elsewhere.json),
            (nowhere.refused(404), &nowhere.json),
            "nobody learns which brands there are"
        );
        for path in ["/people", "/api-keys", "/health"] {
            assert_eq!(reader.get(path).await.refused(404), "not_found", "{path}");
        }
    });
}

#[test]
fn a_revoked_key_and_one_that_was_never_made_open_nothing() {
    on_both(async |world| {
        let (made, program) = key(world, "Shop", Role::Manager, &["creators"]).await;
        program.get(&at("/creators")).await.ok();
        world.run(RevokeApiKey { key: made.key.id }).await.expect("revoked");
        for path in [at("/creators"), "/set-up".to_owned()] {
            assert_eq!(program.get(&path).await.status.as_u16(), if path == "/set-up" { 405 } else { 401 }, "{path}");
        }
        assert_eq!(program.get(&at("/creators")).await.refused(401), "sign_in_first");
        let guessed = Program::anonymous(world).with("tk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(guessed.get(&at("/creators")).await.refused(401), "sign_in_first");
        // A secret that fits nothing is refused even where anybody may call; it is no visitor.
        assert_eq!(guessed.post("/sessions", json!({ "email": "a@b.example", "password": "x" })).await.refused(401), "sign_in_first");
    });
}
