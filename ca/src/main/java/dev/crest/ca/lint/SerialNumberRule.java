package dev.crest.ca.lint;

import java.util.Optional;

/**
 * CERT-02: positive, at most 20 octets, and long enough to hold 126 bits from a secure random
 * source (RFC 5280 itself demands no randomness).
 */
final class SerialNumberRule implements Rule {
  private static final int LEAST_OCTETS = 16;
  private static final int MOST_OCTETS = 20;

  @Override
  public String id() {
    return "serial-number";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.2";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var serial = candidate.serialNumber();
    if (serial.signum() <= 0) {
      return Optional.of("the serial number is not positive");
    }
    int octets = serial.bitLength() / 8 + 1;
    if (octets > MOST_OCTETS) {
      return Optional.of("the serial number is longer than 20 octets");
    }
    return octets < LEAST_OCTETS
        ? Optional.of("the serial number is shorter than 16 octets")
        : Optional.empty();
  }
}
