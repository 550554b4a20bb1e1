package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The pairs of a request that many grants are compared with, against the request's context. */
@Label("the pairs of a request, for many grants")
@AddLifecycleHook(Seeds.class)
class KnownPairsPropertyTest {

  private static final String PAIR = "kms:encryptioncontext:";
  private static final int MANY = 100;

  private static final Arbitrary<String> NAMES =
      Arbitraries.oneOf(
          Arbitraries.of("k", "K", "\u212a", "i", "I", "\u0130", "i\u0307", "\u0131"),
          Arbitraries.of(
              "s", "S", "\u017f", "ss", "\u00df", "\u1e9e", "tenant", "TENANT", "\u00b5"),
          Arbitraries.of("\u2c2f", "\u2c5f", "\u03c3", "\u03c2", "\ud801\udc00", "\ud801\udc28"),
          Arbitraries.integers().between(0, 12).map(number -> "n" + number));

  private static final Arbitrary<ContextValue> VALUES =
      Arbitraries.of(
          ContextValue.of("x"),
          ContextValue.of("y"),
          ContextValue.of("x", "y"),
          ContextValue.of(),
          ContextValue.absent(),
          ContextValue.unknown(),
          ContextValue.presentUnknown());

  /** The same context, of which nothing but single keys is asked. */
  private record KeyByKey(RequestContext context) implements ConditionContext {
    @Override
    public ContextValue get(String key) {
      return context.get(key);
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return context.namesUnder(prefix);
    }

    @Override
    public boolean mayHoldOthersUnder(String prefix) {
      return context.mayHoldOthersUnder(prefix);
    }
  }

  @Provide
  Arbitrary<RequestContext> contexts() {
    Arbitrary<Map<String, ContextValue>> known =
        Arbitraries.maps(NAMES, VALUES.filter(value -> value instanceof ContextValue.Present))
            .ofMaxSize(10);
    Arbitrary<Map<String, ContextValue>> any = Arbitraries.maps(NAMES, VALUES).ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.oneOf(known, any), Arbitraries.of("", "", "", PAIR + "*", "kms:*"))
        .as(
            (pairs, unknown) -> {
              RequestContext.Builder context = RequestContext.builder();
              pairs.forEach((name, value) -> context.set(PAIR + name, value));
              return unknown.isEmpty() ? context.build() : context.unknown(unknown).build();
            });
  }

  @Provide
  Arbitrary<List<Grant>> grants() {
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.maps(NAMES, Arbitraries.of("x", "y")).ofMinSize(1).ofMaxSize(3);
    return Arbitraries.oneOf(
            pairs.map(ContextConstraint.EqualTo::new), pairs.map(ContextConstraint.Containing::new))
        .map(KnownPairsPropertyTest::grant)
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  private static Grant grant(ContextConstraint constraint) {
    return new Grant(
        "g",
        "",
        "",
        new GrantPrincipal.Principal("arn:aws:iam::111122223333:user/alice"),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt"),
        new GrantConstraints(constraint, ""),
        "",
        "");
  }

  private static GrantConstraintMatcher matcher(ConditionContext context) {
    return new GrantConstraintMatcher(
        RequestAttributes.of(
            AuthorizationRequest.of(
                Caller.parse("arn:aws:iam::111122223333:user/alice"),
                "kms:Decrypt",
                KmsResource.parse(
                    "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
                context),
            KmsCatalogue.bundled()),
        context);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261128", tries = 3_000)
  @Label("5.9: after many grants, a grant has the result that it has alone")
  void of_afterManyGrants_isTheResultAlone(
      @ForAll("grants") List<Grant> grants, @ForAll("contexts") RequestContext context) {
    GrantConstraintMatcher many = matcher(context);
    for (int i = 0; i < MANY; i++) {
      var unused = many.of(grant(new ContextConstraint.Containing(Map.of("other", "x"))));
    }
    for (Grant grant : grants) {
      assertThat(many.of(grant))
          .as("%s in %s", grant.constraints(), context)
          .isEqualTo(matcher(new KeyByKey(context)).of(grant));
    }
  }

  @Example
  @Label("5.9: a name is that of a pair exactly if it has the same lower case")
  void find_everyCharacter_isTheValueInTheContext() {
    RequestContext.Builder pairs = RequestContext.builder();
    for (String name : List.of("a", "I", "k", "s", "5", "-", "tenant")) {
      pairs.put(PAIR + name, name);
    }
    RequestContext context = pairs.build();
    KnownPairs known = KnownPairs.of(context);

    List<Integer> wrong = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String name = Character.toString(c);
      if (!context.get(PAIR + name.toLowerCase(Locale.ROOT)).equals(known.find(name))) {
        wrong.add(c);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(known.find("TENANT")).isEqualTo(ContextValue.of("tenant"));
  }

  @Example
  @Label("Pairs are looked up one by one if there are many, or if one may be missing")
  void find_pairsThatAreNotFewAndKnown_isNotAnswered() {
    RequestContext.Builder many = RequestContext.builder();
    for (int i = 0; i < 9; i++) {
      many.put(PAIR + "n" + i, "x");
    }
    assertThat(KnownPairs.of(many.build()).find("n1")).isNull();
    assertThat(KnownPairs.of(RequestContext.builder().unknown(PAIR + "a").build()).find("b"))
        .isNull();
    assertThat(KnownPairs.of(RequestContext.builder().put(PAIR + "\u00e4", "x").build()).find("b"))
        .isNull();
    assertThat(KnownPairs.of(new KeyByKey(RequestContext.empty())).find("b")).isNull();
    assertThat(KnownPairs.of(RequestContext.empty()).find("b")).isEqualTo(ContextValue.absent());
  }
}
