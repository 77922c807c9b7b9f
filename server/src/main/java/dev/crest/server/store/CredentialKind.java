package dev.crest.server.store;

/** The kinds of credential, by the names that are stored. */
public enum CredentialKind {
  PASSCODE,
  AUTHENTICATION_CERTIFICATE,
  AUTHENTICATION_AUTHORITY
}
