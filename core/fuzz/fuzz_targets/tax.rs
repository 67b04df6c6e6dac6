#![no_main]
tuike_fuzz::target!("tax");
