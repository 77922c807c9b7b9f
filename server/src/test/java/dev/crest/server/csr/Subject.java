package dev.crest.server.csr;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/** Builds subjects of any content, also of what Bouncy Castle would not write. */
final class Subject {
  private final List<RDN> names = new ArrayList<>();

  Subject with(ASN1ObjectIdentifier type, String text) {
    return with(type, new DERUTF8String(text));
  }

  Subject with(ASN1ObjectIdentifier type, ASN1Encodable value) {
    names.add(new RDN(type, value));
    return this;
  }

  Subject together(AttributeTypeAndValue... values) {
    names.add(new RDN(values));
    return this;
  }

  X500Name name() {
    return new X500Name(names.toArray(new RDN[0]));
  }
}
