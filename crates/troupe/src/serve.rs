//! `troupe serve` and `troupe work`: listening, the loops, and stopping in order.

use std::{future::Future, net::SocketAddr};

use anyhow::Result;
use app::App;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Config, loops};

/// Serves pages and the API, and runs the loops, until the process is told to stop.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(app: App, config: &Config, greeting: Option<String>) -> Result<()> {
    let looping = app.clone();
    serve_with(app, config, greeting, |stop| loops::run(looping, stop)).await
}

/// The same with other loops.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve_with<F>(
    app: App,
    config: &Config,
    greeting: Option<String>,
    loops: impl FnOnce(watch::Receiver<bool>) -> F,
) -> Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind(&config.listen).await.map_err(|error| taken(&config.listen, error))?;
    match greeting {
        Some(greeting) => println!("{greeting}"),
        None if app::access::is_set_up(&app).await? => println!("Troupe is at {}", app.settings().base_url),
        None => println!("Troupe is at {}. Open it to set it up.", app.settings().base_url),
    }
    let (stopping, stop) = watch::channel(false);
    let looping = tokio::spawn(loops(stop));
    // Nobody waits for it: a large search index is made while people open their first pages.
    tokio::spawn(app::discovery::watch::keep_asking(app.clone()));
    let router = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            told_to_stop().await;
            web::live::end();
        })
        .await?;
    let _ = stopping.send(true);
    looping.await?;
    Ok(())
}

/// Why an address cannot be listened on, and what to do.
fn taken(address: &str, error: std::io::Error) -> anyhow::Error {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow::anyhow!("another program listens on {address} already; end it, or choose another address with --listen")
        }
        std::io::ErrorKind::AddrNotAvailable => anyhow::anyhow!("this machine has no address {address}; choose another with --listen"),
        std::io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("the system does not allow listening on {address}; choose a port above 1023 with --listen")
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    }
}

/// Runs the loops alone.
///
/// # Errors
/// When the loops cannot be joined.
pub async fn work(app: App) -> Result<()> {
    let (stopping, stop) = watch::channel(false);
    let looping = tokio::spawn(loops::run(app, stop));
    told_to_stop().await;
    let _ = stopping.send(true);
    looping.await?;
    Ok(())
}

/// Every page, the API, and a look at the health of this process.
pub fn router(app: App) -> Router {
    let health = Router::new().route("/healthz", get(healthz)).with_state(app.clone());
    health.merge(api::router(app.clone())).merge(web::router(app))
}

async fn healthz(State(app): State<App>) -> (StatusCode, &'static str) {
    match app::access::is_set_up(&app).await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn told_to_stop() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminated = async {
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
