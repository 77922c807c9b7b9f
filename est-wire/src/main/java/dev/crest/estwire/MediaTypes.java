package dev.crest.estwire;

/** Media types of EST, spelled exactly as small clients compare them (S-HTTP-11…13). */
public final class MediaTypes {
  private MediaTypes() {}

  public static final String PKCS10 = "application/pkcs10";
  public static final String CERTS_ONLY = "application/pkcs7-mime; smime-type=certs-only";
  public static final String CSR_ATTRS = "application/csrattrs";
  public static final String PKCS8 = "application/pkcs8";
  public static final String MULTIPART_MIXED = "multipart/mixed";
  public static final String TEXT = "text/plain";
}
