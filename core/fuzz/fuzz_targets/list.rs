#![no_main]
tuike_fuzz::target!("list");
