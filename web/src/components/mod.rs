//! The parts that pages are made of. Each shows what it is given.

pub mod blank;
pub mod chart;
pub mod deals;
pub mod how_sheet;
pub mod icon;
pub mod login_form;
pub mod news;
pub mod paste;
pub mod picture;
pub mod poster;
pub mod price;
pub mod product_row;
pub mod share_sheet;
pub mod sheet;
pub mod strip;
pub mod tabs;
pub mod top;
pub mod virtual_list;
pub mod withdraw_sheet;
