package io.kmspolicy.engine.proof;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import java.util.Optional;
import java.util.Set;

/**
 * A class of callers that no principal, no grant and no test of {@code aws:PrincipalArn}
 * distinguishes.
 *
 * @param example one of its callers
 * @param name the class in words, or the ARN of its only caller
 * @param facts the condition keys that the caller determines; all others are unknown
 * @param loose the keys of the caller that stay unknown because the class has many values of them
 * @param ofSameName the listed user, or a session of the listed role, of the name of the example,
 *     which is that caller only if it has the same path; empty if it certainly has
 */
record CallerClass(
    Caller example,
    String name,
    RequestContext facts,
    Set<String> loose,
    Optional<Caller> ofSameName) {

  CallerClass {
    loose = Set.copyOf(loose);
  }

  CallerClass(Caller example, String name, RequestContext facts, Set<String> loose) {
    this(example, name, facts, loose, Optional.empty());
  }
}
