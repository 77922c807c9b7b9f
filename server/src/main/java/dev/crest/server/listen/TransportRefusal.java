package dev.crest.server.listen;

/**
 * A request that the listener itself refuses; the connection ends with the reply. Has no stack
 * trace.
 */
final class TransportRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String sentence;

  /**
   * @param sentence for the client; nothing of what it sent is in it
   */
  TransportRefusal(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.sentence = sentence;
  }

  static TransportRefusal badRequest(String sentence) {
    return new TransportRefusal(400, sentence);
  }

  int status() {
    return status;
  }

  String sentence() {
    return sentence;
  }
}
