package dev.crest.server.auth;

import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** CRLs for tests, made with Bouncy Castle rather than by the code that reads them. */
public final class Crls {
  private Crls() {}

  /** Returns a CRL that takes certificates with these serial numbers back. */
  public static RevocationList of(
      HeldCertificate authority,
      Instant thisUpdate,
      Optional<Instant> nextUpdate,
      long... serials) {
    return RevocationList.read(
        der(
            authority,
            thisUpdate,
            crl -> {
              nextUpdate.ifPresent(next -> crl.setNextUpdate(Date.from(next)));
              for (long serial : serials) {
                crl.addCRLEntry(
                    BigInteger.valueOf(serial), Date.from(thisUpdate), CRLReason.keyCompromise);
              }
            }));
  }

  /** Returns the bytes of whatever CRL. */
  public static byte[] der(
      HeldCertificate authority, Instant thisUpdate, Consumer<X509v2CRLBuilder> change) {
    var builder = new X509v2CRLBuilder(authority.subject(), Date.from(thisUpdate));
    change.accept(builder);
    try {
      var signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(authority.keyPair().getPrivate());
      return builder.build(signer).getEncoded();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
