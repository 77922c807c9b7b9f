package dev.crest.ca.profile;

/** Whether a field may or must be there. */
public enum Include {
  REQUIRED,
  OPTIONAL,
  NO
}
