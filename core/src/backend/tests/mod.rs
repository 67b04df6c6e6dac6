//! Whole profiles and whole answers: each mistake with its code and path, each answer's class.

mod answers;
mod check;
mod codes;
mod graphql;
mod mutations;
mod profiles;

const PROFILE: &str = r#"{
    "version": 1, "base": "https://api.example.com",
    "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token" } },
    "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/data", "message": "/msg" },
    "resources": {
        "login": { "post": "/login", "map": { "id": "/promoter", "name": "/name" } },
        "goods": { "get": "/goods?page={page}", "items": "/list",
                   "page": { "kind": "page", "more": "/hasMore", "total": "/total" },
                   "map": { "id": "/goodsId", "image": "/pics/0", "category": "/cat/slug",
                            "tag": { "at": "/tag", "default": "none" },
                            "paid": { "at": "/price", "unit": "fen" } } },
        "product": { "get": "/goods/{id}", "map": { "id": "/goodsId" } },
        "raw": { "get": "/raw" }
    }
}"#;
