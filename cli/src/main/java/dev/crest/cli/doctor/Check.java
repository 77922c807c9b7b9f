package dev.crest.cli.doctor;

import java.util.List;
import java.util.Locale;

/** The checks, in their order. */
public enum Check {
  URL("URL", Area.USAGE),
  DNS("DNS", Area.CONNECTION),
  TCP("TCP", Area.CONNECTION),
  TLS("TLS versions", Area.CONNECTION),
  NAME("Server name", Area.CONNECTION),
  CLOCK("Clock", Area.CONNECTION),
  VALIDITY("Validity", Area.CONNECTION),
  CHAIN("Chain", Area.CONNECTION),
  TRUST("TLS trust", Area.CONNECTION),
  IDENTITY("Client certificate", Area.CREDENTIAL),
  PATH("Path", Area.SERVER),
  ISSUING("Issuing trust", Area.CONNECTION),
  HOST("Host", Area.CREDENTIAL),
  CSRATTRS("csrattrs", Area.SERVER),
  CSR("CSR", Area.SERVER),
  CREDENTIAL("Credential", Area.CREDENTIAL);

  /** What kind of trouble it is if a check fails. */
  public enum Area {
    /** The command is called wrongly. */
    USAGE,
    /** The server is not reached, or not to be trusted. */
    CONNECTION,
    /** The server would not take the credential. */
    CREDENTIAL,
    /** The server does not do what it is asked for, or would refuse the request. */
    SERVER
  }

  private final String title;
  private final Area area;

  Check(String title, Area area) {
    this.title = title;
    this.area = area;
  }

  /** Returns its name for people. */
  public String title() {
    return title;
  }

  public Area area() {
    return area;
  }

  /** Returns the checks without whose success it makes no sense. */
  List<Check> needed() {
    return switch (this) {
      case URL, IDENTITY -> List.of();
      case DNS -> List.of(URL);
      case TCP -> List.of(DNS);
      case TLS -> List.of(TCP);
      case NAME, CLOCK, VALIDITY, CHAIN, TRUST, PATH -> List.of(TLS);
      case ISSUING, HOST, CSRATTRS -> List.of(NAME, VALIDITY, CHAIN, TRUST, PATH);
      case CSR -> List.of(CSRATTRS);
      case CREDENTIAL -> List.of(HOST, IDENTITY);
    };
  }

  /** Returns the word for programs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
