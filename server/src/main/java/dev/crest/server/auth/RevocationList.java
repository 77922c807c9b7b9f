package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Names;
import dev.crest.pkix.SerialNumber;
import dev.crest.pkix.Signatures;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A certificate revocation list (RFC 5280 §5): which certificates of one CA are taken back.
 * Complete lists only; a delta, an indirect one or one for some reasons is refused, since it would
 * not say what it leaves out. Immutable; thread-safe.
 */
public final class RevocationList {
  /** Largest one that is read, in bytes. */
  public static final int LARGEST = 10 << 20;

  private static final Set<String> LABELS = Set.of("X509 CRL", "CRL");
  private static final String SCOPE = Extension.issuingDistributionPoint.getId();

  private final Der der;
  private final X500Name issuer;
  private final AlgorithmIdentifier algorithm;
  private final byte[] signed;
  private final byte[] signature;
  private final Instant thisUpdate;
  private final Optional<Instant> nextUpdate;
  private final Set<BigInteger> serialNumbers;

  private RevocationList(Der der) throws CertificateException, CRLException {
    var factory = CertificateFactory.getInstance("X.509");
    var crl = (X509CRL) factory.generateCRL(new ByteArrayInputStream(der.bytes()));
    this.der = der;
    this.issuer = X500Name.getInstance(crl.getIssuerX500Principal().getEncoded());
    this.signed = crl.getTBSCertList();
    this.algorithm = algorithm(der);
    this.signature = crl.getSignature();
    this.thisUpdate = crl.getThisUpdate().toInstant();
    this.nextUpdate = Optional.ofNullable(crl.getNextUpdate()).map(date -> date.toInstant());
    checkText(issuer);
    checkScope(crl);
    this.serialNumbers = serialNumbers(crl);
  }

  /** Reads every text of a name, which Bouncy Castle puts off, so that comparing it cannot fail. */
  private static void checkText(X500Name name) {
    for (var rdn : name.getRDNs()) {
      for (var pair : rdn.getTypesAndValues()) {
        if (pair.getValue() instanceof ASN1String text && text.getString().indexOf('\0') >= 0) {
          throw new MalformedInput("the CRL's issuer has a NUL in its name");
        }
      }
    }
  }

  private static AlgorithmIdentifier algorithm(Der der) {
    return org.bouncycastle.asn1.x509.CertificateList.getInstance(der.bytes())
        .getSignatureAlgorithm();
  }

  /**
   * Reads one: DER, base64 or PEM.
   *
   * @throws MalformedInput if it is none, larger than {@link #LARGEST}, or incomplete by its own
   *     words
   */
  public static RevocationList read(byte[] bytes) {
    if (bytes.length > 2 * LARGEST) {
      throw new MalformedInput("the CRL is too large");
    }
    var der = LenientDecoder.one(bytes, LABELS).der();
    if (der.length() > LARGEST) {
      throw new MalformedInput("the CRL is too large");
    }
    try {
      return new RevocationList(der);
    } catch (MalformedInput e) {
      throw e;
    } catch (CertificateException | CRLException | RuntimeException | StackOverflowError e) {
      throw new MalformedInput("not a certificate revocation list", e);
    }
  }

  private static void checkScope(X509CRL crl) {
    var critical = crl.getCriticalExtensionOIDs();
    if (critical != null && !Set.of(SCOPE).containsAll(critical)) {
      throw new MalformedInput("the CRL is a delta, or has a critical extension unknown here");
    }
    var extension = crl.getExtensionValue(SCOPE);
    if (extension == null) {
      return;
    }
    var scope =
        IssuingDistributionPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets());
    if (scope.isIndirectCRL()
        || scope.onlyContainsCACerts()
        || scope.onlyContainsAttributeCerts()
        || scope.getOnlySomeReasons() != null) {
      throw new MalformedInput("the CRL covers only a part of the CA's certificates, or others'");
    }
  }

  private static Set<BigInteger> serialNumbers(X509CRL crl) {
    var entries = crl.getRevokedCertificates();
    if (entries == null) {
      return Set.of();
    }
    var numbers = HashSet.<BigInteger>newHashSet(entries.size());
    for (var entry : entries) {
      if (entry.getCertificateIssuer() != null) {
        throw new MalformedInput("the CRL names certificates of other issuers");
      }
      numbers.add(entry.getSerialNumber());
    }
    return numbers;
  }

  /** Whether it is a CA's own: its name, its key's signature, and a key that may sign lists. */
  public boolean isOf(Certificate authority) {
    return Names.same(issuer, authority.subject())
        && maySign(authority)
        && Signatures.verify(authority.publicKeyInfo(), algorithm, signed, signature);
  }

  private static boolean maySign(Certificate authority) {
    var usage = authority.extension(Extension.keyUsage);
    try {
      return usage.isEmpty()
          || KeyUsage.getInstance(usage.get().getParsedValue()).hasUsages(KeyUsage.cRLSign);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  /** Whether it takes a certificate of its CA back. */
  public boolean revokes(SerialNumber serialNumber) {
    return serialNumbers.contains(serialNumber.value());
  }

  /** Returns how many certificates it takes back. */
  public int size() {
    return serialNumbers.size();
  }

  /** Returns the list as it came, in DER. */
  public Der der() {
    return der;
  }

  public Instant thisUpdate() {
    return thisUpdate;
  }

  /** Returns when the next one is due at the latest; empty where it does not say. */
  public Optional<Instant> nextUpdate() {
    return nextUpdate;
  }

  /** Whether a newer one is due. */
  public boolean expiredAt(Instant time) {
    return nextUpdate.filter(time::isAfter).isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof RevocationList list && der.equals(list.der));
  }

  @Override
  public int hashCode() {
    return thisUpdate.hashCode() * 31 + der.length();
  }

  @Override
  public String toString() {
    return "CRL of " + thisUpdate + " with " + size();
  }
}
