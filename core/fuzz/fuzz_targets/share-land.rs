#![no_main]
tuike_fuzz::target!("share-land");
