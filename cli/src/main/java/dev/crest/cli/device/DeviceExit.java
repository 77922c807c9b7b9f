package dev.crest.cli.device;

import dev.crest.estclient.EstException;

/**
 * What a command of devices ends with; where {@code manage} has the same codes they are the same.
 */
final class DeviceExit {
  static final int DONE = 0;

  /** Refused by the server, or what it answered was not believed. */
  static final int FAILED = 1;

  /** Called wrongly; the server was not asked to do anything. */
  static final int USAGE = 2;

  /** No connection, or a server that is not trusted. */
  static final int NO_CONNECTION = 3;

  /** The credential is not taken. */
  static final int DENIED = 4;

  /** Not decided yet: somebody has to approve the request. */
  static final int PENDING = 5;

  /** A file cannot be read or written. */
  static final int FILES = 6;

  /** The same for people. */
  static final String EXPLAINED =
      "Exit codes: 0 done, 1 refused or not valid, 2 wrong usage, 3 cannot connect or not trusted,"
          + " 4 credential not taken, 5 not decided yet, 6 files.";

  private DeviceExit() {}

  static int of(EstException problem) {
    return switch (problem) {
      case EstException.Unreachable _, EstException.Untrusted _ -> NO_CONNECTION;
      case EstException.Denied _ -> DENIED;
      case EstException.Refused _,
          EstException.Unfit _,
          EstException.Unsupported _,
          EstException.Unacceptable _ ->
          FAILED;
    };
  }

  /** Returns what to do about it: a sentence to follow what happened. */
  static String cure(EstException problem) {
    return switch (problem) {
      case EstException.Unreachable _ ->
          "Check that the server runs and the network reaches it, then try again.";
      case EstException.Untrusted _ ->
          "Check the URL, give the CA certificate of the server with --trust-anchor, and set the"
              + " clock.";
      case EstException.Denied _ ->
          "Give a passcode that is valid with --passcode-file, or a certificate with --cert and"
              + " --key.";
      case EstException.Refused _ -> "Change what the server names and try again.";
      case EstException.Unfit _ ->
          "Add what is missing with --subject and --san, or let a key be made that fits.";
      case EstException.Unsupported _ ->
          "Check the URL: it is the one of the policy, as the administrator sees it.";
      case EstException.Unacceptable _ ->
          "Nothing was stored; if the CA is right, give its root with --issuer, else tell the"
              + " people of the server.";
    };
  }

  /** Returns the word for programs. */
  static String code(EstException problem) {
    return switch (problem) {
      case EstException.Unreachable _ -> "unreachable";
      case EstException.Untrusted _ -> "untrusted";
      case EstException.Denied _ -> "denied";
      case EstException.Refused _ -> "refused";
      case EstException.Unfit _ -> "unfit";
      case EstException.Unsupported _ -> "unsupported";
      case EstException.Unacceptable _ -> "unacceptable";
    };
  }
}
