package dev.crest.pkix;

/** How a body was found to be written on the wire; what it is decides, not what it was called. */
public enum FoundEncoding {
  /** PEM with its line breaks. */
  PEM,
  /** PEM whose line breaks a client has removed ({@code curl --data @file}). */
  PEM_ONE_LINE,
  /** Base64 with line breaks. */
  BASE64,
  /** Base64 on one line. */
  BASE64_ONE_LINE,
  /** Raw DER. */
  DER;

  /**
   * Whether the sender wrote everything on one line, so that its own reader may not understand line
   * breaks.
   */
  public boolean oneLine() {
    return this == BASE64_ONE_LINE;
  }
}
