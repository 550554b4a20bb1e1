package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.Seeds;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** Tests of an unknown multivalued key with many classes, beside the decisions for every set. */
@Label("sets of many classes")
@AddLifecycleHook(Seeds.class)
class SetStatesPropertyTest {

  private static final List<String> TEXTS =
      List.of("a", "b", "c", "d", "e", "f", "g", "h", "other", "");
  private static final String KEY = "aws:TagKeys";
  private static final List<String> OPERATORS =
      List.of(
          "ForAnyValue:StringEquals",
          "ForAllValues:StringEquals",
          "ForAnyValue:StringNotEquals",
          "ForAllValues:StringNotEquals",
          "ForAllValues:StringEqualsIfExists",
          "StringEquals");

  private static String statement(Random random, List<Set<String>> values, boolean denies) {
    StringBuilder condition = new StringBuilder();
    int first = random.nextInt(OPERATORS.size());
    for (int i = 0; i <= random.nextInt(2); i++) {
      String operator = OPERATORS.get((first + i) % OPERATORS.size());
      List<String> quoted =
          values.get(random.nextInt(values.size())).stream().map(text -> "'" + text + "'").toList();
      condition
          .append(i == 0 ? "" : ",")
          .append("'" + operator + "':{'" + KEY + "':" + quoted + "}");
    }
    return "{'Effect':'"
        + (denies && random.nextInt(3) == 0 ? "Deny" : "Allow")
        + "','Principal':'*','Action':'kms:*','Resource':'*','Condition':{"
        + condition
        + "}}";
  }

  /** Two statements, one of which applies to every set. */
  private static List<String> forEverySet(Random random, String effect) {
    String begin = "{'Effect':'" + effect + "','Principal':'*','Action':'kms:*','Resource':'*',";
    String values = random.nextBoolean() ? "['a','b','c','d']" : "['a','c','e','g']";
    return List.of(
        begin + "'Condition':{'ForAnyValue:StringEquals':{'" + KEY + "':" + values + "}}}",
        begin + "'Condition':{'ForAllValues:StringNotEquals':{'" + KEY + "':" + values + "}}}");
  }

  /** Three sets of texts that divide the texts into eight classes. */
  private static List<Set<String>> values() {
    return List.of(
        Set.of("a", "b", "c", "d"), Set.of("a", "b", "e", "f"), Set.of("a", "c", "e", "g"));
  }

  private static PolicySet policies(Random random) {
    List<String> statements = new ArrayList<>();
    int kind = random.nextInt(3);
    for (int i = 0; i <= 2 + random.nextInt(4); i++) {
      statements.add(statement(random, values(), kind != 0));
    }
    if (kind < 2) {
      statements.addAll(forEverySet(random, kind == 0 ? "Allow" : "Deny"));
    }
    String text =
        "{\"Version\":\"2012-10-17\",\"Statement\":"
            + statements.toString().replace('\'', '"')
            + "}";
    return PolicySet.builder()
        .key(PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(PolicyType.KEY).read(text))))
        .build();
  }

  private static AuthorizationRequest request(ContextValue tags) {
    return AuthorizationRequest.of(
        Caller.parse("arn:aws:iam::111122223333:user/alice"),
        "kms:TagResource",
        KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
        RequestContext.builder().set(KEY, tags).build());
  }

  private static List<ContextValue> allSets() {
    List<ContextValue> sets = new ArrayList<>(List.of(ContextValue.absent()));
    for (int bits = 1; bits < 1 << TEXTS.size(); bits++) {
      List<String> members = new ArrayList<>();
      for (int i = 0; i < TEXTS.size(); i++) {
        if ((bits >> i & 1) == 1) {
          members.add(TEXTS.get(i));
        }
      }
      sets.add(new ContextValue.Present(members));
    }
    return sets;
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 60)
  @Label("6.13: a decision with an unknown set of many classes is that of all sets")
  void decide_unknownSet_isThatOfAllSets(@ForAll Random random) {
    PolicySet policies = policies(random);
    PolicyEvaluator tables = PolicyEvaluator.tables();
    Set<Decision> possible = EnumSet.noneOf(Decision.class);
    allSets().forEach(set -> possible.add(tables.decide(request(set), policies)));
    for (PolicyEvaluator evaluator : Evaluators.fresh()) {
      Decision found = evaluator.decide(request(ContextValue.unknown()), policies);

      Statistics.collect(possible.size() == 1 ? possible : "several");
      boolean isOpen = found == Decision.INDETERMINATE || found == Decision.DENIED;
      assertThat(possible.equals(Set.of(found)) || (isOpen && possible.size() > 1))
          .as("%s of %s for %s", found, possible, policies)
          .isTrue();
      if (!possible.contains(Decision.ALLOWED) && !possible.contains(Decision.INDETERMINATE)) {
        assertThat(found.isCertainDenial()).isTrue();
      }
    }
  }
}
