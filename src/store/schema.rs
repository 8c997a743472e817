//! The tables, as `diesel print_schema` tells them. Nothing is written here by hand but this line.
// @generated automatically by Diesel CLI.

diesel::table! {
    account_changes (id) {
        id -> BigInt,
        user_id -> BigInt,
        family -> Nullable<BigInt>,
        what -> Text,
        by_user -> Nullable<BigInt>,
        reason -> Text,
        staff -> Bool,
        at_ms -> BigInt,
    }
}

diesel::table! {
    auctions (room) {
        room -> BigInt,
        id -> Text,
        title -> Text,
        title_lower -> Text,
        image -> Nullable<Text>,
        seller -> BigInt,
        seller_name -> Text,
        currency -> Text,
        status -> Text,
        kind -> Text,
        bidding -> Text,
        start_price -> BigInt,
        price -> Nullable<BigInt>,
        asking -> BigInt,
        minimum -> BigInt,
        bid_count -> BigInt,
        leader_name -> Nullable<Text>,
        reserve_met -> Nullable<Bool>,
        buy_now -> Nullable<BigInt>,
        starts_at_ms -> Nullable<BigInt>,
        ends_at_ms -> Nullable<BigInt>,
        ends_order -> BigInt,
        created_at_ms -> BigInt,
        updated_at_ms -> BigInt,
        outcome -> Nullable<Text>,
        hammer -> Nullable<BigInt>,
        winner -> Nullable<BigInt>,
        winner_name -> Nullable<Text>,
    }
}

diesel::table! {
    bids (auction, number) {
        auction -> BigInt,
        number -> BigInt,
        bidder -> BigInt,
        shown -> Text,
        amount -> BigInt,
        automatic -> Bool,
        hidden -> Bool,
        at_ms -> BigInt,
        removed_at_ms -> Nullable<BigInt>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    events (room, seq) {
        room -> BigInt,
        seq -> BigInt,
        at_ms -> BigInt,
        by_user -> Nullable<BigInt>,
        body -> Text,
    }
}

diesel::table! {
    keys (id) {
        id -> BigInt,
        user_id -> BigInt,
        key -> Text,
        fingerprint -> Binary,
        room -> BigInt,
        answer -> Text,
        at_ms -> BigInt,
    }
}

diesel::table! {
    meta (id) {
        id -> BigInt,
        epoch -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        room -> Text,
        request -> Text,
        data -> Text,
        at_ms -> BigInt,
    }
}

diesel::table! {
    rooms (key) {
        key -> BigInt,
        id -> Text,
        kind -> Text,
        seq -> BigInt,
        deadline_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (family) {
        family -> BigInt,
        user_id -> BigInt,
        handle_hash -> Binary,
        secret_hash -> Binary,
        previous_hash -> Nullable<Binary>,
        salt -> Binary,
        created_at_ms -> BigInt,
        rotated_at_ms -> BigInt,
        expires_at_ms -> BigInt,
        ended_at_ms -> Nullable<BigInt>,
        user_agent -> Text,
        address -> Text,
    }
}

diesel::table! {
    snapshots (room) {
        room -> BigInt,
        seq -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        password -> Nullable<Text>,
        role -> Text,
        banned -> Bool,
        banned_until_ms -> Nullable<BigInt>,
        ban_reason -> Nullable<Text>,
        issuer -> Nullable<Text>,
        subject -> Nullable<Text>,
        valid_from_ms -> BigInt,
        created_at_ms -> BigInt,
    }
}

diesel::joinable!(auctions -> rooms (room));
diesel::joinable!(bids -> auctions (auction));
diesel::joinable!(events -> rooms (room));
diesel::joinable!(keys -> rooms (room));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(snapshots -> rooms (room));

diesel::allow_tables_to_appear_in_same_query!(
    account_changes,
    auctions,
    bids,
    events,
    keys,
    meta,
    outbox,
    rooms,
    sessions,
    snapshots,
    users,
);
