package io.kmspolicy.model.policy;

import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates every grant that a reader can return. */
public final class GrantArbitraries {

  private GrantArbitraries() {}

  /** A grant. */
  public static Arbitrary<Grant> grants() {
    Arbitrary<GrantPrincipal> identity =
        PolicyArbitraries.someTexts().map(GrantPrincipal.Principal::new);
    Arbitrary<GrantPrincipal> service =
        Arbitraries.of("logs.amazonaws.com").map(GrantPrincipal.ServicePrincipal::new);
    Arbitrary<GrantPrincipal> nobody = Arbitraries.just(new GrantPrincipal.Nobody());
    return Combinators.combine(
            PolicyArbitraries.texts(),
            PolicyArbitraries.texts(),
            Arbitraries.oneOf(identity, service),
            Arbitraries.oneOf(identity, service, nobody),
            Arbitraries.of("Decrypt", "Encrypt", "GenerateDataKey")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3),
            constraints(),
            Arbitraries.of("", "111122223333", "arn:aws:iam::111122223333:root"),
            Arbitraries.of("", "1477431461", "1.477431461E9", "2016-10-25T16:37:41-05:00", "true"))
        .as(
            (id, name, grantee, retiring, operations, constraints, account, date) ->
                new Grant(id, name, id, grantee, retiring, operations, constraints, account, date));
  }

  private static Arbitrary<GrantConstraints> constraints() {
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.maps(PolicyArbitraries.texts(), PolicyArbitraries.texts()).ofMaxSize(3);
    Arbitrary<ContextConstraint> context =
        Arbitraries.oneOf(
            Arbitraries.just(new ContextConstraint.None()),
            pairs.map(ContextConstraint.EqualTo::new),
            pairs.map(ContextConstraint.Containing::new));
    return Combinators.combine(context, Arbitraries.of("", "arn:aws:logs:us-east-1:1:x"))
        .as(GrantConstraints::new);
  }
}
