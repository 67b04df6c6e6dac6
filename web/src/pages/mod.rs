//! The pages, one file each.
//!
//! | file | what |
//! |---|---|
//! | `feed/` | 选品 |
//! | `product.rs` | 商品, for a promoter |
//! | `buyer.rs`, `order_sheet.rs` | 落地: a product for a customer, and ordering it |
//! | `earn.rs`, `records.rs` | 收益 |
//! | `me.rs` | 我的 |
//! | `sync/` | 离线与同步 |
//! | `asked.rs` | what pages ask of the backend and follow |

pub mod asked;
pub mod buyer;
pub mod earn;
pub mod feed;
pub mod me;
pub mod product;
pub mod sync;

mod order_sheet;
mod records;
