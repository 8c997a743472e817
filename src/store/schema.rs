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
    accounts (account, currency) {
        account -> Text,
        currency -> Text,
        debits -> BigInt,
        credits -> BigInt,
        debits_pending -> BigInt,
        credits_pending -> BigInt,
    }
}

diesel::table! {
    attachments (id) {
        id -> BigInt,
        owner -> BigInt,
        hash -> Binary,
        media_type -> Text,
        kind -> Text,
        bytes -> BigInt,
        name -> Text,
        width -> Nullable<BigInt>,
        height -> Nullable<BigInt>,
        duration_ms -> Nullable<BigInt>,
        created_at_ms -> BigInt,
        conversation -> Nullable<BigInt>,
        seq -> Nullable<BigInt>,
        place -> Nullable<BigInt>,
    }
}

diesel::table! {
    auction_tiles (auction) {
        auction -> BigInt,
        leader -> Nullable<BigInt>,
        watchers -> BigInt,
        remaining_ms -> Nullable<BigInt>,
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
        chain_salt -> Nullable<Binary>,
        chain_from -> Nullable<BigInt>,
        chain_head -> Nullable<Binary>,
        statement -> Nullable<Text>,
    }
}

diesel::table! {
    baskets (listing, user_id) {
        listing -> BigInt,
        user_id -> BigInt,
        quantity -> BigInt,
        until_ms -> BigInt,
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
    blocks (user_id, blocked) {
        user_id -> BigInt,
        blocked -> BigInt,
    }
}

diesel::table! {
    conversations (room) {
        room -> BigInt,
        kind -> Text,
        title -> Nullable<Text>,
        closed -> Bool,
        created_at_ms -> BigInt,
    }
}

diesel::table! {
    deliveries (id) {
        id -> BigInt,
        channel -> Text,
        user_id -> BigInt,
        target -> Text,
        cause -> Text,
        payload -> Text,
        state -> Text,
        attempts -> Integer,
        next_at_ms -> BigInt,
        last_status -> Nullable<Integer>,
        last_error -> Nullable<Text>,
        created_at_ms -> BigInt,
    }
}

diesel::table! {
    doomed_files (hash) {
        hash -> Binary,
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
    ledger (id) {
        id -> BigInt,
        seq -> BigInt,
        transfer -> Nullable<Text>,
        kind -> Text,
        cause -> Text,
        debit -> Text,
        credit -> Text,
        currency -> Text,
        amount -> BigInt,
        pending -> Nullable<Text>,
        at_ms -> BigInt,
    }
}

diesel::table! {
    listings (id) {
        id -> BigInt,
        seller -> BigInt,
        title -> Text,
        title_lower -> Text,
        description -> Text,
        images -> Text,
        attributes -> Text,
        item -> Nullable<Text>,
        currency -> Text,
        price -> BigInt,
        stock -> BigInt,
        remaining -> BigInt,
        status -> Text,
        accept_offers -> Bool,
        auto_accept -> Nullable<BigInt>,
        auto_decline -> Nullable<BigInt>,
        premium_bps -> BigInt,
        commission_bps -> BigInt,
        reason -> Nullable<Text>,
        expires_at_ms -> Nullable<BigInt>,
        created_at_ms -> BigInt,
        updated_at_ms -> BigInt,
    }
}

diesel::table! {
    lobbies (room) {
        room -> BigInt,
        game -> Text,
        code -> Text,
        closed -> Bool,
    }
}

diesel::table! {
    lobby_list (id) {
        id -> BigInt,
        lobby -> Text,
        game -> Text,
        status -> Text,
        region -> Text,
        summary -> Text,
    }
}

diesel::table! {
    lobby_members (user_id, lobby) {
        user_id -> BigInt,
        lobby -> BigInt,
        present -> Bool,
    }
}

diesel::table! {
    members (conversation, user_id) {
        conversation -> BigInt,
        user_id -> BigInt,
        name -> Text,
        read_seq -> BigInt,
        muted -> Bool,
        muted_until_ms -> Nullable<BigInt>,
        away -> Bool,
    }
}

diesel::table! {
    message_signs (conversation, message, emoji, user_id) {
        conversation -> BigInt,
        message -> BigInt,
        seq -> BigInt,
        emoji -> Text,
        user_id -> BigInt,
    }
}

diesel::table! {
    message_versions (conversation, message, seq) {
        conversation -> BigInt,
        message -> BigInt,
        seq -> BigInt,
        content -> Text,
        until_ms -> BigInt,
    }
}

diesel::table! {
    messages (id) {
        id -> BigInt,
        conversation -> BigInt,
        seq -> BigInt,
        author -> BigInt,
        author_name -> Text,
        content -> Nullable<Text>,
        content_type -> Text,
        reply_to -> Nullable<BigInt>,
        mentions -> Text,
        at_ms -> BigInt,
        edited_at_ms -> Nullable<BigInt>,
        deleted -> Bool,
        hidden -> Bool,
    }
}

diesel::table! {
    meta (id) {
        id -> BigInt,
        epoch -> Text,
    }
}

diesel::table! {
    minded (user_id, room) {
        user_id -> BigInt,
        room -> BigInt,
    }
}

diesel::table! {
    notifications (user_id, id) {
        user_id -> BigInt,
        id -> BigInt,
        topic -> Text,
        title -> Text,
        message -> Text,
        data -> Text,
        created_at_ms -> BigInt,
        read_at_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    offers (id) {
        id -> BigInt,
        listing -> BigInt,
        seller -> BigInt,
        buyer -> BigInt,
        side -> Text,
        amount -> BigInt,
        status -> Text,
        answers -> Nullable<BigInt>,
        expires_at_ms -> BigInt,
        created_at_ms -> BigInt,
    }
}

diesel::table! {
    open_items (item) {
        item -> Text,
        room -> Text,
        listing -> Nullable<BigInt>,
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
    parties (room) {
        room -> BigInt,
        leader -> BigInt,
        closed -> Bool,
    }
}

diesel::table! {
    party_members (user_id, party) {
        user_id -> BigInt,
        party -> BigInt,
        name -> Text,
        present -> Bool,
    }
}

diesel::table! {
    picture_lots (picture, lot) {
        picture -> BigInt,
        lot -> Text,
    }
}

diesel::table! {
    pictures (id) {
        id -> BigInt,
        owner -> BigInt,
        hash -> Binary,
        media_type -> Text,
        bytes -> BigInt,
        name -> Text,
        width -> BigInt,
        height -> BigInt,
        created_at_ms -> BigInt,
        unnamed_since_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    presence (user_id) {
        user_id -> BigInt,
        chosen -> Text,
        last_seen_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    push_subscriptions (id) {
        id -> BigInt,
        user_id -> BigInt,
        endpoint -> Text,
        p256dh -> Text,
        auth -> Text,
        user_agent -> Text,
        created_at_ms -> BigInt,
        expires_at_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    ratings (game, mode, user_id) {
        game -> Text,
        mode -> Text,
        user_id -> BigInt,
        rating -> BigInt,
        deviation -> BigInt,
        volatility -> BigInt,
        matches -> BigInt,
        at_ms -> BigInt,
    }
}

diesel::table! {
    reports (id) {
        id -> BigInt,
        conversation -> BigInt,
        message -> BigInt,
        by_user -> BigInt,
        reason -> Text,
        at_ms -> BigInt,
        resolved_at_ms -> Nullable<BigInt>,
        resolved_by -> Nullable<BigInt>,
        resolution -> Nullable<Text>,
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
    sales (id) {
        id -> BigInt,
        listing -> Nullable<BigInt>,
        first_unit -> Nullable<BigInt>,
        auction -> Nullable<Text>,
        title -> Text,
        seller -> BigInt,
        buyer -> BigInt,
        quantity -> BigInt,
        amount -> BigInt,
        currency -> Text,
        premium -> BigInt,
        commission -> BigInt,
        offer -> Nullable<BigInt>,
        at_ms -> BigInt,
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
    tickets (user_id, game) {
        user_id -> BigInt,
        game -> Text,
        ticket -> Text,
        since_ms -> BigInt,
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
        erased_at_ms -> Nullable<BigInt>,
    }
}

diesel::table! {
    watchers (user_id, auction) {
        user_id -> BigInt,
        auction -> BigInt,
    }
}

diesel::table! {
    webhooks (name) {
        name -> Text,
        types -> Nullable<Text>,
    }
}

diesel::table! {
    winners (user_id, auction) {
        user_id -> BigInt,
        auction -> BigInt,
    }
}

diesel::joinable!(auction_tiles -> auctions (auction));
diesel::joinable!(auctions -> rooms (room));
diesel::joinable!(baskets -> listings (listing));
diesel::joinable!(bids -> auctions (auction));
diesel::joinable!(conversations -> rooms (room));
diesel::joinable!(events -> rooms (room));
diesel::joinable!(keys -> rooms (room));
diesel::joinable!(lobbies -> rooms (room));
diesel::joinable!(lobby_members -> lobbies (lobby));
diesel::joinable!(members -> conversations (conversation));
diesel::joinable!(messages -> conversations (conversation));
diesel::joinable!(minded -> rooms (room));
diesel::joinable!(offers -> listings (listing));
diesel::joinable!(parties -> rooms (room));
diesel::joinable!(party_members -> parties (party));
diesel::joinable!(reports -> conversations (conversation));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(snapshots -> rooms (room));
diesel::joinable!(watchers -> auctions (auction));
diesel::joinable!(winners -> auctions (auction));

diesel::allow_tables_to_appear_in_same_query!(
    account_changes,
    accounts,
    attachments,
    auction_tiles,
    auctions,
    baskets,
    bids,
    blocks,
    conversations,
    deliveries,
    doomed_files,
    events,
    keys,
    ledger,
    listings,
    lobbies,
    lobby_list,
    lobby_members,
    members,
    message_signs,
    message_versions,
    messages,
    meta,
    minded,
    notifications,
    offers,
    open_items,
    outbox,
    parties,
    party_members,
    picture_lots,
    pictures,
    presence,
    push_subscriptions,
    ratings,
    reports,
    rooms,
    sales,
    sessions,
    snapshots,
    tickets,
    users,
    watchers,
    webhooks,
    winners,
);
