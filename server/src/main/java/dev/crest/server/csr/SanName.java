package dev.crest.server.csr;

import dev.crest.ca.lint.HostName;
import dev.crest.ca.profile.SanType;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * One subject alternative name of a form that profiles can name (RFC 5280 §4.2.1.6), as a text and
 * back.
 *
 * <pre>
 * UPN                 otherName 1.3.6.1.4.1.311.20.2.3, UTF8String
 * HardwareModuleName  otherName 1.3.6.1.5.5.7.8.4 (RFC 4108 §5)
 *     ::= SEQUENCE { hwType OBJECT IDENTIFIER, hwSerialNum OCTET STRING }
 * </pre>
 *
 * @param type the form
 * @param text a host name, an address, a URI, a mailbox, a dotted OID, or for a hardware module
 *     name the dotted OID, a colon and the serial number in hexadecimal
 */
record SanName(SanType type, String text) {
  private static final ASN1ObjectIdentifier UPN =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
  private static final ASN1ObjectIdentifier HARDWARE_MODULE_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.4");
  private static final int LONGEST_URI = 1024;
  private static final int LONGEST_UPN = 256;
  private static final int LONGEST_HARDWARE_SERIAL = 128;

  /** Returns the form of a name, or empty where no profile can allow it. */
  static Optional<SanType> type(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> Optional.of(SanType.DNS);
      case GeneralName.iPAddress -> Optional.of(SanType.IP);
      case GeneralName.uniformResourceIdentifier -> Optional.of(SanType.URI);
      case GeneralName.rfc822Name -> Optional.of(SanType.EMAIL);
      case GeneralName.registeredID -> Optional.of(SanType.REGISTERED_ID);
      case GeneralName.otherName -> otherType(name);
      default -> Optional.empty();
    };
  }

  private static Optional<SanType> otherType(GeneralName name) {
    try {
      var type = OtherName.getInstance(name.getName()).getTypeID();
      if (type.equals(UPN)) {
        return Optional.of(SanType.UPN);
      }
      return type.equals(HARDWARE_MODULE_NAME)
          ? Optional.of(SanType.HARDWARE_MODULE_NAME)
          : Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** Returns the field that a name of any form belongs to. */
  static String field(GeneralName name) {
    return type(name)
        .map(SanType::field)
        .orElseGet(() ->
            switch (name.getTagNo()) {
              case GeneralName.directoryName -> "san.directory_name";
              case GeneralName.x400Address -> "san.x400_address";
              case GeneralName.ediPartyName -> "san.edi_party_name";
              default -> "san.other_name";
            });
  }

  /** Reads a name of a known form; empty where its value is not of that form's kind. */
  static Optional<SanName> read(SanType type, GeneralName name) {
    try {
      return text(type, name).map(text -> new SanName(type, text));
    } catch (IllegalArgumentException | IllegalStateException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(SanType type, GeneralName name) throws UnknownHostException {
    return switch (type) {
      case DNS, URI, EMAIL -> Optional.of(ASN1IA5String.getInstance(name.getName()).getString());
      case IP -> Optional.of(address(ASN1OctetString.getInstance(name.getName()).getOctets()));
      case REGISTERED_ID -> Optional.of(ASN1ObjectIdentifier.getInstance(name.getName()).getId());
      case UPN ->
          OtherName.getInstance(name.getName()).getValue() instanceof ASN1UTF8String text
              ? Optional.of(text.getString())
              : Optional.empty();
      case HARDWARE_MODULE_NAME -> Optional.of(hardware(OtherName.getInstance(name.getName())));
    };
  }

  /** Four or sixteen octets; IPv4 in IPv6's clothes would be written as another name. */
  private static String address(byte[] octets) throws UnknownHostException {
    var address = InetAddress.getByAddress(octets);
    if (address.getAddress().length != octets.length) {
      throw new IllegalArgumentException("an IPv4-mapped address");
    }
    return address.getHostAddress();
  }

  private static String hardware(OtherName name) {
    var module = ASN1Sequence.getInstance(name.getValue());
    if (module.size() != 2) {
      throw new IllegalArgumentException("a hardware module name has two parts");
    }
    return ASN1ObjectIdentifier.getInstance(module.getObjectAt(0)).getId()
        + ":"
        + HexFormat.of().formatHex(ASN1OctetString.getInstance(module.getObjectAt(1)).getOctets());
  }

  /** Returns what is wrong with the name, as a sentence, or empty. */
  Optional<String> problem() {
    if (text.isEmpty()) {
      return Optional.of("Please provide value for " + type.field());
    }
    return switch (type) {
      case DNS -> HostName.fault(text).map(fault -> type.field() + " " + fault + ".");
      case IP -> unless(hostAddress(), "is not the address of a host.");
      case URI -> unless(absoluteUri(), "is not an absolute URI.");
      case EMAIL -> unless(Mailbox.valid(text), "is not an e-mail address.");
      case UPN -> unless(principal(), "is not of the form user@domain.");
      case REGISTERED_ID -> unless(oid(text), "is not an object identifier.");
      case HARDWARE_MODULE_NAME ->
          unless(hardwareModule(), "is not an object identifier and a serial number.");
    };
  }

  private Optional<String> unless(boolean good, String complaint) {
    return good ? Optional.empty() : Optional.of(type.field() + " " + complaint);
  }

  private boolean hostAddress() {
    try {
      var address = InetAddress.ofLiteral(text);
      return !address.isAnyLocalAddress()
          && !address.isMulticastAddress()
          && !text.equals("255.255.255.255");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean absoluteUri() {
    try {
      var uri = new URI(text);
      return text.length() <= LONGEST_URI
          && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
          && uri.isAbsolute()
          && (uri.getHost() != null || !uri.getRawSchemeSpecificPart().startsWith("//"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private boolean principal() {
    int at = text.indexOf('@');
    return text.length() <= LONGEST_UPN
        && at > 0
        && at == text.lastIndexOf('@')
        && at < text.length() - 1
        && text.indexOf(' ') < 0
        && NameText.clean(text);
  }

  private static boolean oid(String text) {
    return ASN1ObjectIdentifier.tryFromID(text) != null;
  }

  private boolean hardwareModule() {
    int colon = text.indexOf(':');
    int digits = text.length() - colon - 1;
    return colon > 0
        && oid(text.substring(0, colon))
        && digits > 0
        && digits % 2 == 0
        && digits <= 2 * LONGEST_HARDWARE_SERIAL
        && text.chars().skip(colon + 1L).allMatch(c -> HexFormat.isHexDigit(c));
  }

  /** Writes a name without {@link #problem}. */
  GeneralName encode() {
    return switch (type) {
      case DNS -> new GeneralName(GeneralName.dNSName, new DERIA5String(text));
      case IP ->
          new GeneralName(
              GeneralName.iPAddress, new DEROctetString(InetAddress.ofLiteral(text).getAddress()));
      case URI -> new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(text));
      case EMAIL -> new GeneralName(GeneralName.rfc822Name, new DERIA5String(text));
      case REGISTERED_ID ->
          new GeneralName(GeneralName.registeredID, new ASN1ObjectIdentifier(text));
      case UPN -> other(new OtherName(UPN, new DERUTF8String(text)));
      case HARDWARE_MODULE_NAME -> other(new OtherName(HARDWARE_MODULE_NAME, hardwareValue()));
    };
  }

  private static GeneralName other(OtherName name) {
    return new GeneralName(GeneralName.otherName, name);
  }

  private DERSequence hardwareValue() {
    int colon = text.indexOf(':');
    return new DERSequence(
        new ASN1Encodable[] {
          new ASN1ObjectIdentifier(text.substring(0, colon)),
          new DEROctetString(HexFormat.of().parseHex(text.substring(colon + 1)))
        });
  }

  /** Whether two names mean the same: host names are compared without case. */
  boolean same(SanName other) {
    return type == other.type
        && (type == SanType.DNS ? text.equalsIgnoreCase(other.text) : text.equals(other.text));
  }
}
