DROP TABLE party_members;
DROP TABLE parties;
DROP TABLE ratings;
DROP TABLE tickets;
DROP TABLE lobby_list;
DROP TABLE lobby_members;
DROP TABLE lobbies;
DROP TABLE minded;
