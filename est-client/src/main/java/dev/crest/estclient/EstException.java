package dev.crest.estclient;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why an operation did not do what it was called for. There is one kind for each thing that a
 * caller can do about it. The message is a sentence that can be shown to people: what came from the
 * server is in it without control characters and cut to a bearable length.
 */
public abstract sealed class EstException extends Exception {
  private static final long serialVersionUID = 1L;

  private EstException(String message) {
    super(message);
  }

  private EstException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No answer, or one that says to come back: try again later. */
  public static final class Unreachable extends EstException {
    private static final long serialVersionUID = 1L;
    private final transient Optional<Duration> retryAfter;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
      this.retryAfter = Optional.empty();
    }

    Unreachable(String message, Optional<Duration> retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    /** Returns how long the server wants to be left alone, where it says. */
    public Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }

  /** The server is not the one that is trusted: check the address and the trust anchors. */
  public static final class Untrusted extends EstException {
    private static final long serialVersionUID = 1L;

    Untrusted(String message) {
      super(message);
    }

    Untrusted(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The server does not take the credential, or there is none that it takes: give another. */
  public static final class Denied extends EstException {
    private static final long serialVersionUID = 1L;

    Denied(String message) {
      super(message);
    }
  }

  /** The server does not take the request: change it. */
  public static final class Refused extends EstException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /** Returns the HTTP status of the answer. */
    public int status() {
      return status;
    }
  }

  /** The request does not fit what the server asks for in its csrattrs; it was not sent. */
  public static final class Unfit extends EstException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> faults;

    Unfit(List<String> faults) {
      super("the request does not fit what the server asks for: " + String.join("; ", faults));
      this.faults = List.copyOf(faults);
    }

    /** Returns everything that is missing or wrong, a sentence each. */
    public List<String> faults() {
      return faults;
    }
  }

  /** There is no such operation at this address: use another operation, or correct the address. */
  public static final class Unsupported extends EstException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }

  /**
   * What the server answered is malformed, or is not what was asked for, and was not believed. Only
   * the people of the server can do something about it.
   */
  public static final class Unacceptable extends EstException {
    private static final long serialVersionUID = 1L;

    Unacceptable(String message) {
      super(message);
    }

    Unacceptable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
