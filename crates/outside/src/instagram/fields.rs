//! The fields that are asked for, by the object of Meta's that has them. A story holds each against Meta's own field lists.

/// Of an account that is looked up (`IGUser`).
pub const ACCOUNT: [&str; 8] = ["id", "username", "name", "biography", "website", "followers_count", "media_count", "follows_count"];

/// Of an account's posts (`IGMedia`).
pub const MEDIA: [&str; 9] =
    ["id", "caption", "media_type", "media_product_type", "permalink", "timestamp", "like_count", "comments_count", "view_count"];

/// Of a post that tags or names the brand's own account (`IGMedia`).
pub const NAMING: [&str; 7] = ["id", "username", "caption", "permalink", "timestamp", "like_count", "comments_count"];

/// Of a post under a hashtag (`IGMedia`). Who posted it is no field of it there.
pub const HASHTAG: [&str; 7] = ["id", "caption", "media_type", "permalink", "timestamp", "like_count", "comments_count"];

/// Of a comment that names the brand's own account (`IGComment`).
pub const COMMENT: [&str; 4] = ["id", "text", "timestamp", "username"];

/// Of the brand's own account, through which other things are asked for (`IGUser`).
pub const OWN: [&str; 5] = ["id", "username", "business_discovery", "mentioned_media", "mentioned_comment"];
