package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.LayerStates.GrantState;
import io.kmspolicy.engine.combine.LayerStates.KeyState;
import io.kmspolicy.engine.combine.LayerStates.State;
import io.kmspolicy.engine.combine.RequestKind.Kind;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * Theorems about the evaluation of all layers: Deny overrides, an Allow never takes permission
 * away, a Deny never adds any, and what is unknown makes an answer less certain but never another.
 */
@Label("theorems about the combining algorithm")
@AddLifecycleHook(Seeds.class)
class CombiningPropertyTest {

  /** A caller, a request and the layers. */
  record Case(CallerKind caller, RequestKind request, LayerStates layers) {

    Outcomes outcomes() {
      return LayerExpression.outcomes(caller, request, layers);
    }

    Decision decision() {
      return outcomes().decision();
    }

    Case with(PolicyType type, State state) {
      return new Case(caller, request, layers.with(type, state));
    }

    Case with(LayerStates other) {
      return new Case(caller, request, other);
    }

    /** Whether the layer applies in every reading of the rules. */
    boolean surelyApplies(PolicyType type) {
      return Reading.of(caller, request, GrantState.NONE).stream()
          .allMatch(reading -> new SectionZero(caller, request, reading, layers).applies(type));
    }
  }

  private static final List<PolicyType> ALL_BUT_KEY =
      List.of(
          PolicyType.RESOURCE_CONTROL,
          PolicyType.SERVICE_CONTROL,
          PolicyType.VPC_ENDPOINT,
          PolicyType.PERMISSIONS_BOUNDARY,
          PolicyType.SESSION,
          PolicyType.IDENTITY);

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<State> filter =
        Arbitraries.frequency(
            Tuple.of(4, State.ABSENT),
            Tuple.of(1, State.SILENT),
            Tuple.of(4, State.ALLOWS),
            Tuple.of(1, State.DENIES),
            Tuple.of(1, State.ALLOWS_AND_DENIES),
            Tuple.of(2, State.UNKNOWN));
    Arbitrary<LayerStates> layers =
        Combinators.combine(
                filter,
                filter,
                filter,
                filter,
                filter,
                filter,
                Arbitraries.of(KeyState.class),
                Arbitraries.of(GrantState.class))
            .as(LayerStates::new);
    return Combinators.combine(
            Arbitraries.of(CallerKind.class), Arbitraries.of(RequestKind.class), layers)
        .as(
            (caller, request, states) ->
                new Case(
                    caller,
                    request,
                    request.hidesKey()
                        ? states.with(KeyState.UNKNOWN).with(GrantState.UNKNOWN)
                        : states));
  }

  @Provide
  Arbitrary<PolicyType> layerTypes() {
    return Arbitraries.of(ALL_BUT_KEY);
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("0, 6.3-6.8: an answer with unknown layers is what all ways of filling them in come to")
  void decision_unknownLayers_isWhatAllCompletionsComeTo(@ForAll("cases") Case asked) {
    Oracle oracle = new Oracle(asked.caller(), asked.request());

    assertThat(asked.decision())
        .isEqualTo(Oracle.answer(oracle.decisions(oracle.lines(asked.layers()))));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("0, 4.1: a Deny of a layer that applies overrides all other layers")
  void decision_denyThatApplies_isExplicitDenial(
      @ForAll("cases") Case asked, @ForAll("layerTypes") PolicyType type) {
    Assume.that(!asked.request().isOfNewAction()); // 6.16
    Assume.that(asked.surelyApplies(type));

    assertThat(asked.with(type, State.DENIES).decision()).isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(asked.with(type, State.ALLOWS_AND_DENIES).decision())
        .isEqualTo(Decision.EXPLICIT_DENY);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("0, 4.1: a Deny of the key policy overrides all other layers where the policy applies")
  void decision_denyOfKeyPolicy_isExplicitDenial(@ForAll("cases") Case asked) {
    Assume.that(!asked.request().isOfNewAction() && !asked.request().hidesKey());
    boolean applies =
        !asked.request().isOfIdentityOnly() && asked.request().kind != Kind.RETIRED_GRANT;
    Decision denied = asked.with(asked.layers().with(KeyState.DENIES)).decision();
    Decision silent = asked.with(asked.layers().with(KeyState.SILENT)).decision();

    assertThat(denied).isEqualTo(applies ? Decision.EXPLICIT_DENY : silent);
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("0, 6.4: the answer is monotone in Allow: an Allow never takes permission away")
  void decision_oneMoreAllow_isNoStricter(
      @ForAll("cases") Case asked, @ForAll("layerTypes") PolicyType type) {
    assertNoStricter(asked.with(type, State.SILENT), asked.with(type, State.ALLOWS));
    assertNoStricter(asked.with(type, State.DENIES), asked.with(type, State.ALLOWS_AND_DENIES));
    if (!asked.request().hidesKey()) {
      Case silent = asked.with(asked.layers().with(KeyState.SILENT));
      for (KeyState allowing :
          List.of(KeyState.ALLOWS_CALLER, KeyState.ALLOWS_ROLE, KeyState.ALLOWS_ACCOUNT)) {
        assertNoStricter(silent, asked.with(asked.layers().with(allowing)));
      }
      Case ungranted = asked.with(asked.layers().with(GrantState.NONE));
      for (GrantState granting : LayerStates.GRANTS) {
        assertNoStricter(ungranted, asked.with(asked.layers().with(granting)));
      }
    }
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("0, 6.4: the answer is antitone in Deny: a Deny never adds permission")
  void decision_oneMoreDeny_isNoLaxer(
      @ForAll("cases") Case asked, @ForAll("layerTypes") PolicyType type) {
    assertNoStricter(asked.with(type, State.DENIES), asked.with(type, State.SILENT));
    assertNoStricter(asked.with(type, State.ALLOWS_AND_DENIES), asked.with(type, State.ALLOWS));
    assertNoStricter(
        asked.with(asked.layers().with(KeyState.DENIES)),
        asked.with(asked.layers().with(KeyState.SILENT)));
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label(
      "6.1-6.4: three-valued soundness: each way to fill in what is unknown is among the answers")
  void outcomes_anyCompletion_isAmongThem(@ForAll("cases") Case asked) {
    Outcomes open = asked.outcomes();
    Oracle oracle = new Oracle(asked.caller(), asked.request());

    for (LayerStates known : oracle.completions(asked.layers())) {
      for (Decision possible : oracle.decisions(oracle.lines(known))) {
        assertThat(includes(open, possible)).as("%s of %s", possible, known).isTrue();
      }
    }
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("6.2-6.4: knowing more never contradicts: the answers become fewer, never others")
  void outcomes_oneLayerMoreKnown_areFewer(@ForAll("cases") Case asked) {
    Outcomes open = asked.outcomes();

    for (LayerStates known : oneMoreKnown(asked)) {
      assertThat(open.includes(asked.with(known).outcomes())).as("%s", known).isTrue();
    }
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE, seed = "20261125")
  @Label("0, 6.1: all algebras give the same results")
  void outcomes_allAlgebras_areTheSame(@ForAll("cases") Case asked) {
    for (RowAlgebra algebra : RowAlgebra.all()) {
      assertThat(
              LayerExpression.outcomes(
                  algebra, asked.caller(), asked.request(), List.of(asked.layers())))
          .as("%s", algebra)
          .containsExactly(asked.outcomes());
    }
  }

  /** The rows in which one unknown layer is known. */
  private static List<LayerStates> oneMoreKnown(Case asked) {
    List<LayerStates> rows = new ArrayList<>();
    for (PolicyType type : ALL_BUT_KEY) {
      if (asked.layers().of(type) == State.UNKNOWN) {
        for (State state : State.values()) {
          rows.add(asked.layers().with(type, state));
        }
      }
    }
    if (!asked.request().hidesKey() && asked.layers().key() == KeyState.UNKNOWN) {
      for (KeyState state : KeyState.values()) {
        rows.add(asked.layers().with(state));
      }
    }
    if (!asked.request().hidesKey() && asked.layers().grants() == GrantState.UNKNOWN) {
      for (GrantState state : GrantState.values()) {
        rows.add(asked.layers().with(state));
      }
    }
    return rows;
  }

  private static boolean includes(Outcomes outcomes, Decision decision) {
    return switch (decision) {
      case ALLOWED -> outcomes.allowed();
      case EXPLICIT_DENY -> outcomes.explicitDeny();
      case IMPLICIT_DENY -> outcomes.implicitDeny();
      case DENIED, INDETERMINATE -> throw new IllegalArgumentException("no single decision");
    };
  }

  private static void assertNoStricter(Case before, Case after) {
    assertThat(permission(after.decision()))
        .as("%s, and then %s", before, after.layers())
        .isGreaterThanOrEqualTo(permission(before.decision()));
  }

  /** The order of permission. */
  private static int permission(Decision decision) {
    return switch (decision) {
      case EXPLICIT_DENY, IMPLICIT_DENY, DENIED -> 0;
      case INDETERMINATE -> 1;
      case ALLOWED -> 2;
    };
  }
}
