package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiReply;

/** What a command ends with. */
public final class ExitCode {
  public static final int DONE = 0;

  /** Refused by the server, or failed. */
  public static final int FAILED = 1;

  /** Called wrongly; the server was not asked to do anything. */
  public static final int USAGE = 2;

  /** No connection, or one that is not trusted. */
  public static final int NO_CONNECTION = 3;

  /** Not signed in, or not permitted. */
  public static final int DENIED = 4;

  /** The same for people. */
  public static final String EXPLAINED =
      "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 cannot connect, 4 not signed in or not permitted.";

  private ExitCode() {}

  static int of(ApiReply refusal) {
    return refusal.denied() ? DENIED : FAILED;
  }
}
