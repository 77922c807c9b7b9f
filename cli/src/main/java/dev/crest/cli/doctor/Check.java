package dev.crest.cli.doctor;

import java.util.List;
import java.util.Locale;

/** The checks, in their order. */
public enum Check {
  URL("URL", Area.USAGE),
  DNS("DNS", Area.CONNECTION, URL),
  TCP("TCP", Area.CONNECTION, DNS),
  TLS("TLS versions", Area.CONNECTION, TCP),
  NAME("Server name", Area.CONNECTION, TLS),
  CLOCK("Clock", Area.CONNECTION, TLS),
  VALIDITY("Validity", Area.CONNECTION, TLS),
  CHAIN("Chain", Area.CONNECTION, TLS),
  TRUST("TLS trust", Area.CONNECTION, TLS),
  PATH("Path", Area.SERVER, TLS),
  ISSUING("Issuing trust", Area.CONNECTION, NAME, VALIDITY, CHAIN, TRUST, PATH),
  IDENTITY("Client certificate", Area.CREDENTIAL),
  HOST("Host", Area.CREDENTIAL, NAME, VALIDITY, CHAIN, TRUST, PATH),
  CSRATTRS("csrattrs", Area.SERVER, NAME, VALIDITY, CHAIN, TRUST, PATH),
  CSR("CSR", Area.SERVER, CSRATTRS),
  CREDENTIAL("Credential", Area.CREDENTIAL, HOST, IDENTITY);

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
  private final List<Check> needed;

  Check(String title, Area area, Check... needed) {
    this.title = title;
    this.area = area;
    this.needed = List.of(needed);
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
    return needed;
  }

  /** Returns the word for programs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
