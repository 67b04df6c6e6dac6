#![no_main]
tuike_fuzz::target!("backend");
