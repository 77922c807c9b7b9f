package dev.crest.server.admin;

/**
 * What the console offers.
 *
 * @param publicDecoder whether the decoder is shown to people who are not signed in; it works in
 *     the browser alone
 */
public record ConsoleSettings(boolean publicDecoder) {}
