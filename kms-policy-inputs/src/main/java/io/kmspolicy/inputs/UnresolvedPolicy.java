package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.Optional;

/**
 * A policy that a file names without its whole text: it is unknown.
 *
 * @param name its name in the file
 * @param type the type of the policy
 * @param reason why, in words that name what is missing, each value once
 * @param location the location of the first value that is missing
 * @param mayConcernKms whether it may name actions of KMS; false if all its actions are known, and
 *     of other services
 * @param known what is known of it, with an opaque part in place of each value that is missing;
 *     empty if that is too little to read it as a policy
 */
public record UnresolvedPolicy(
    String name,
    PolicyType type,
    String reason,
    SourceLocation location,
    boolean mayConcernKms,
    Optional<FoundPolicy> known) {}
