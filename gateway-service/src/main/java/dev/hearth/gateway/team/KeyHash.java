package dev.hearth.gateway.team;

/** What is stored of an API key: its SHA-256, which for random keys needs neither salt nor rounds. */
record KeyHash(String hex) {}
