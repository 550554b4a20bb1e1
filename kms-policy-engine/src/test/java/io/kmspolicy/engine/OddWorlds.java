package io.kmspolicy.engine;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Generates requests like those of {@link Worlds} with what AWS leaves open, or rules out, in the
 * request itself: another partition (rule 4.1), a key in two letter cases (3.2), a character beyond
 * U+FFFF (2.16), and statements with variables of several readings or values (2.11, 2.12).
 */
final class OddWorlds {

  private static final String PAIR = "kms:EncryptionContext:a";

  private static final List<String> WRITTEN =
      List.of(
          "${aws:PrincipalTag/t u}",
          "a${aws:PrincipalTag/t u, 'a'}",
          "${aws:PrincipalTag/t, '*'}",
          "a${aws:PrincipalTag/t, '?'}b",
          "a${kms:EncryptionContext:a}",
          "${kms:EncryptionContext:a, 'b'}",
          "${x:Custom}",
          "a${x:Custom}",
          "b${kms:EncryptionContextKeys}",
          "a?b",
          "??",
          "1e2000",
          "QUJ=");

  private static final List<String> RESOURCES =
      List.of(
          "*",
          "*",
          "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t u, '1234abcd'}",
          "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t, '*'}",
          "arn:aws:kms:us-west-2:111122223333:key/${kms:EncryptionContext:a}",
          "arn:aws:kms:us-west-2:111122223333:key/${x:Custom}",
          "arn:aws:kms:us-west-2:444455556666:*",
          "arn:aws:kms:us-west-2:111122223333:*");

  private OddWorlds() {}

  /** Requests with every input known. */
  static Arbitrary<World> worlds() {
    Arbitrary<Optional<Caller>> callers =
        Arbitraries.of(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Caller.parse("arn:aws-cn:iam::111122223333:user/alice")));
    Arbitrary<Optional<KmsResource>> resources =
        Arbitraries.of(
            Optional.empty(),
            Optional.empty(),
            Optional.of(KmsResource.parse("arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd")));
    return Combinators.combine(
            Worlds.any().known(), statements(), statements(), contexts(), callers, resources)
        .as(
            (world, identity, key, context, caller, resource) -> {
              World odd = world.with(added(world.policies(), identity, key)).in(context);
              odd = caller.map(odd::by).orElse(odd);
              return resource.isEmpty() ? odd : odd.on(resource.get(), "");
            });
  }

  private static PolicySet added(PolicySet set, Statement identity, Statement key) {
    PrincipalElement everyone =
        new PrincipalElement.Principal(List.of(new PrincipalName.Everyone()));
    return set.toBuilder()
        .identity(with(set.identity(), identity))
        .key(with(set.key(), key.withPrincipal(everyone)))
        .build();
  }

  private static PolicyLayer with(PolicyLayer layer, Statement statement) {
    List<NamedPolicy> policies = new ArrayList<>();
    if (layer instanceof PolicyLayer.Attached attached) {
      policies.addAll(attached.policies());
    }
    policies.add(
        new NamedPolicy(
            "odd",
            new PolicyDocument(PolicyVersion.V2012_10_17, Label.absent(), List.of(statement))));
    return new PolicyLayer.Attached(policies);
  }

  private static Arbitrary<Statement> statements() {
    Arbitrary<Comparison> comparisons =
        Arbitraries.of(
            Comparison.STRING_EQUALS,
            Comparison.STRING_NOT_EQUALS,
            Comparison.STRING_LIKE,
            Comparison.STRING_NOT_LIKE,
            Comparison.STRING_EQUALS_IGNORE_CASE,
            Comparison.ARN_NOT_LIKE,
            Comparison.NUMERIC_LESS_THAN,
            Comparison.BINARY_EQUALS);
    return Combinators.combine(
            Arbitraries.of(Effect.ALLOW, Effect.ALLOW, Effect.DENY),
            Arbitraries.of(Quantifier.NONE, Quantifier.NONE, Quantifier.FOR_ANY_VALUE),
            comparisons,
            Arbitraries.of("kms:ViaService", PAIR, "x:Custom"),
            Arbitraries.of(WRITTEN).list().ofMinSize(1).ofMaxSize(2),
            Arbitraries.of(RESOURCES),
            Arbitraries.of(true, true, false))
        .as(
            (effect, quantifier, comparison, key, values, resource, listed) -> {
              List<ResourcePattern> patterns = List.of(ResourcePattern.of(resource));
              return new Statement(
                  Label.absent(),
                  effect,
                  new PrincipalElement.Absent(),
                  new ActionElement.Action(List.of(ActionPattern.of("kms:*"))),
                  listed
                      ? new ResourceElement.Resource(patterns)
                      : new ResourceElement.NotResource(patterns),
                  new ConditionBlock(
                      List.of(
                          new Condition(
                              new ConditionOperator(quantifier, comparison, false),
                              key,
                              values.stream().map(ConditionValue::of).toList(),
                              SourceLocation.nowhere()))),
                  SourceLocation.nowhere());
            });
  }

  private static Arbitrary<RequestContext> contexts() {
    Arbitrary<String> words = Arbitraries.of("a", "b", "ab", "1234abcd", "QUI=", "7");
    return Combinators.combine(
            words.list().ofSize(2),
            Arbitraries.of("a", "a\ud83d\udd11b", "\ud83d\udd11", "aab"),
            Arbitraries.of("aws:PrincipalTag/t", "aws:PrincipalTag/t u", "x:Other"),
            words,
            words.list().ofMinSize(1).ofMaxSize(2),
            Arbitraries.of(true, false))
        .as(
            (pair, service, tag, tagged, several, twice) -> {
              RequestContext.Builder context =
                  RequestContext.builder()
                      .put("kms:ViaService", service)
                      .put(PAIR, pair.get(0))
                      .put(tag, tagged)
                      .set("x:Custom", new ContextValue.Present(several));
              return twice
                  ? context.put("kms:EncryptionContext:A", pair.get(1)).build()
                  : context.build();
            });
  }
}
