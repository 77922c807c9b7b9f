package dev.crest.ca.signer;

/** The key cannot be used right now; trying again later may help. */
public final class SignerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SignerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
