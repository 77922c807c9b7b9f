/**
 * Devices: what tells them apart, what states they have, and who may have a certificate for one.
 */
@NullMarked
package dev.crest.server.device;

import org.jspecify.annotations.NullMarked;
