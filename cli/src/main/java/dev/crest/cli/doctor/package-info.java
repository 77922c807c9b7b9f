/** Finds out what is wrong between a device and an EST server, and what to do about it. */
@NullMarked
package dev.crest.cli.doctor;

import org.jspecify.annotations.NullMarked;
