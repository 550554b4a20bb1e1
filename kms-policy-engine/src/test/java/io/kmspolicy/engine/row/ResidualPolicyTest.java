package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A residual policy that is asked again and again, in different contexts. */
class ResidualPolicyTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource KEY =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd");

  private static final List<ContextValue> VALUES =
      List.of(
          ContextValue.absent(),
          ContextValue.of("a"),
          ContextValue.of("b"),
          ContextValue.of("x7"),
          ContextValue.unknown());

  private static String statement(String effect, String conditions) {
    return "{'Effect':'%s','Principal':'*','Action':'kms:Decrypt','Resource':'*'".formatted(effect)
        + (conditions.isEmpty() ? "" : ",'Condition':{" + conditions + "}")
        + "}";
  }

  /** Statements that one or many values of a key, or of two keys, decide. */
  static Stream<Arguments> policies() {
    String one = statement("Allow", "'StringEquals':{'aws:SourceVpc':'a'}");
    String other = statement("Allow", "'StringLike':{'aws:SourceVpce':'b*'}");
    String both = "'StringEquals':{'aws:SourceVpc':'a','aws:SourceVpce':'b'}";
    String denied = statement("Deny", "'StringNotEquals':{'aws:SourceVpce':'b'}");
    String all = statement("Allow", "");
    return Stream.of(
        Arguments.of("one test", List.of(one)),
        Arguments.of("either", List.of(one, other)),
        Arguments.of("both", List.of(statement("Allow", both))),
        Arguments.of("denied", List.of(all, denied)),
        Arguments.of("denied if both", List.of(all, statement("Deny", both))),
        Arguments.of(
            "variable",
            List.of(statement("Allow", "'StringEquals':{'aws:SourceVpc':'${aws:SourceVpce}'}"))),
        Arguments.of("many values", many(200, "StringEquals")),
        Arguments.of("many patterns", many(200, "StringLike")),
        Arguments.of("many pairs", pairs(100)));
  }

  private static List<String> many(int count, String operator) {
    return IntStream.range(0, count)
        .mapToObj(i -> statement("Allow", "'%s':{'aws:SourceVpc':'x%d'}".formatted(operator, i)))
        .toList();
  }

  private static List<String> pairs(int count) {
    String pair =
        "'StringEquals':{'aws:SourceVpc':'x%d'},'StringNotEquals':{'aws:SourceVpce':'%d'}";
    return IntStream.range(0, count)
        .mapToObj(i -> statement("Allow", pair.formatted(i, i)))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  @DisplayName("6.2: a residual policy decides each context alike, whatever it was asked before")
  void decide_manyContexts_isWhatTheReferenceSays(String name, List<String> statements) {
    String text =
        statements.stream()
            .collect(Collectors.joining(",", "{'Version':'2012-10-17','Statement':[", "]}"))
            .replace('\'', '"');
    PolicySet policies =
        PolicySet.builder()
            .key(
                PolicyLayer.of(
                    new NamedPolicy("p", PolicyReader.forType(PolicyType.KEY).read(text))))
            .build();
    List<RequestContext> contexts = new ArrayList<>(List.of(RequestContext.empty()));
    for (ContextValue vpc : VALUES) {
      for (ContextValue endpoint : VALUES) {
        contexts.add(
            RequestContext.builder()
                .set("aws:SourceVpc", vpc)
                .set("aws:SourceVpce", endpoint)
                .build());
      }
    }
    assertDecides(name, policies, contexts);
  }

  private static void assertDecides(
      String name, PolicySet policies, List<RequestContext> contexts) {
    PolicyEvaluator reference = PolicyEvaluator.reference();
    List<Decision> expected = new ArrayList<>();
    for (RequestContext context : contexts) {
      expected.add(reference.decide(request(context), policies));
    }
    // From the first context to the last, and from the last to the first.
    for (int step : List.of(1, contexts.size() - 1)) {
      ResidualPolicy policy = Residuals.policy(request(RequestContext.empty()), policies);
      for (int i = 0, at = 0; i < 2 * contexts.size(); i++, at = (at + step) % contexts.size()) {
        assertThat(policy.decide(contexts.get(at), KEY.arn()))
            .as("%s in %s, the question %s", name, contexts.get(at), i)
            .isEqualTo(expected.get(at));
      }
    }
  }

  @Test
  @DisplayName("5.9: grants for the whole encryption context read keys that no formula names")
  void decide_grants_readTheWholeEncryptionContext() {
    Grant grant =
        Policies.grant(
            "g-1", ALICE.arn(), new GrantConstraints.ContextConstraint.EqualTo(Map.of("t", "a")));
    List<RequestContext> contexts = new ArrayList<>(List.of(RequestContext.empty()));
    for (ContextValue tenant : VALUES) {
      for (ContextValue other : VALUES) {
        contexts.add(
            RequestContext.builder()
                .set("kms:EncryptionContext:t", tenant)
                .set("kms:EncryptionContext:u", other)
                .build());
      }
    }

    assertDecides(
        "a grant",
        PolicySet.builder().key(PolicyLayer.of()).grants(GrantLayer.of(grant)).build(),
        contexts);
  }

  private static AuthorizationRequest request(RequestContext context) {
    return AuthorizationRequest.of(ALICE, "kms:Decrypt", KEY, context);
  }

  @Test
  @DisplayName("6.13: the analysis of unknown keys gets each test of each statement once")
  void addTests_severalConditions_areAllTests() {
    String text = String.join(",", many(2, "StringEquals")) + "," + pairs(2).get(1);
    PolicySet policies =
        PolicySet.builder()
            .key(
                PolicyLayer.of(
                    new NamedPolicy(
                        "p",
                        PolicyReader.forType(PolicyType.KEY)
                            .read(
                                ("{'Version':'2012-10-17','Statement':[" + text + "]}")
                                    .replace('\'', '"')))))
            .build();
    Set<Formula.Atom> tests = new LinkedHashSet<>();
    Residuals.of(request(RequestContext.empty()), policies).addTests(tests);

    assertThat(tests.stream().map(Object::toString))
        .containsExactlyInAnyOrder(
            "StringEquals aws:SourceVpc \"x0\"",
            "StringEquals aws:SourceVpc \"x1\"",
            "StringNotEquals aws:SourceVpce \"1\"");
  }
}
