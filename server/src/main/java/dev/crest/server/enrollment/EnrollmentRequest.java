package dev.crest.server.enrollment;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget;
import dev.crest.server.auth.Credentials;
import dev.crest.server.csr.ChannelBindings;

/**
 * A request for a certificate, as an edge hands it over.
 *
 * @param requestId finds it in log and audit
 * @param operation simpleenroll, simplereenroll or serverkeygen
 * @param policy whose policy
 * @param credentials unjudged
 * @param bindings of the connection
 * @param body what came as the CSR, undecoded: a stranger's bytes are parsed only after
 *     authentication
 */
public record EnrollmentRequest(
    String requestId,
    EstOperation operation,
    EstTarget.PolicySelector policy,
    Credentials credentials,
    ChannelBindings bindings,
    byte[] body) {}
