package dev.crest.estclient;

import java.util.Arrays;
import java.util.Optional;

/**
 * A user name and a password for HTTP authentication (RFC 7030 §3.2.3). They are sent when a server
 * that has been verified asks for them, by Digest where it offers that. Thread-safe.
 */
public final class Credential {
  private final String user;
  private final boolean once;
  private char[] secret;
  private boolean spent;

  private Credential(String user, char[] secret, boolean once) {
    if (user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a user name has neither colons nor control characters");
    }
    this.user = user;
    this.secret = secret.clone();
    this.once = once;
  }

  /** Returns a passcode, which has no user name. */
  public static Credential passcode(String passcode) {
    return new Credential("", passcode.toCharArray(), false);
  }

  /** Returns a user name and a password; of the array a copy is taken. */
  public static Credential password(String user, char[] password) {
    return new Credential(user, password, false);
  }

  /** Returns the same, forgotten as soon as it has earned a certificate (C-AUTH-04). */
  public synchronized Credential once() {
    return new Credential(user, secret, true);
  }

  String user() {
    return user;
  }

  /** Returns the secret unless it was for one use and has been used. */
  synchronized Optional<String> secret() {
    return spent ? Optional.empty() : Optional.of(new String(secret));
  }

  /** A certificate was issued for it. */
  synchronized void earned() {
    if (once) {
      spent = true;
      Arrays.fill(secret, '\0');
      secret = new char[0];
    }
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "Credential[" + user + "]";
  }
}
