package dev.crest.ca.lint;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * Writes the files of {@code src/test/resources/lint} anew: one good certificate of each kind, and
 * a bad one for each fault, named after the rule that finds it and the fault. Run it only to add a
 * fault; the README there says how.
 */
final class GoldenFiles {
  private final Map<String, byte[]> files = new TreeMap<>();
  private final HeldCertificate issuer;
  private final HeldCertificate above;
  private final HeldCertificate constrained;

  private GoldenFiles() {
    issuer = authority("Golden Issuing CA").certificateAuthority(0).build();
    above = authority("Golden Root").certificateAuthority(1).build();
    constrained =
        authority("Golden Constrained CA")
            .certificateAuthority(0)
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      subtree(GeneralName.dNSName, "good.example"),
                      subtree(GeneralName.rfc822Name, "good.example"),
                      new GeneralSubtree(new GeneralName(new X500Name("O=Crest")))
                    },
                    new GeneralSubtree[] {subtree(GeneralName.dNSName, "bad.good.example")}))
            .build();
  }

  private static GeneralSubtree subtree(int form, String base) {
    return new GeneralSubtree(new GeneralName(form, base));
  }

  private static HeldCertificate.Builder authority(String name) {
    return new HeldCertificate.Builder()
        .commonName(name)
        .notBefore(Instant.parse("2026-06-01T00:00:00Z"))
        .notAfter(Instant.parse("2060-01-01T00:00:00Z"));
  }

  /** Rewrites everything under the directory given as the only argument. */
  public static void main(String[] arguments) throws IOException {
    var golden = new GoldenFiles();
    golden.files.put("issuers/end-entity.der", golden.issuer.der().bytes());
    golden.files.put("issuers/authority.der", golden.above.der().bytes());
    golden.files.put("issuers/constrained.der", golden.constrained.der().bytes());
    var key = Keys.info(Keys.generate(KeyType.EC_P256).getPublic());
    var rsa = Keys.info(Keys.generate(KeyType.RSA_2048).getPublic());
    golden.write("end-entity", GoldenFaults.endEntity(key, rsa), golden.issuer, key);
    golden.write("authority", GoldenFaults.authority(), golden.above, key);
    golden.write("constrained", GoldenFaults.constrained(), golden.constrained, key);
    for (var file : golden.files.entrySet()) {
      var path = Path.of(arguments[0], file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  private void write(
      String directory,
      Map<String, Consumer<GoldenTbs>> faults,
      HeldCertificate signer,
      org.bouncycastle.asn1.x509.SubjectPublicKeyInfo key) {
    var keyIdentifier = signer.certificate().subjectKeyIdentifier().orElseThrow();
    faults.forEach((name, fault) -> {
      var tbs =
          directory.equals("authority")
              ? GoldenTbs.authority(signer.subject(), key, keyIdentifier)
              : GoldenTbs.endEntity(signer.subject(), key, keyIdentifier);
      fault.accept(tbs);
      files.put(directory + "/" + name + ".der", tbs.encode());
    });
  }
}
