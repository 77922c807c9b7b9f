package dev.crest.server.policy;

/**
 * What a device group's URL leads to.
 *
 * @param policy the assigned policy; where the assignment names an authentication policy of its
 *     own, that one is in it
 * @param assignment the assignment
 */
public record AssignedPolicy(CertificateManagementPolicy policy, GroupAssignment assignment) {}
