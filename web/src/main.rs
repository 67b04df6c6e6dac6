//! Starts the app; everything is in the library beside it.

fn main() {
    tuike_web::start();
}
