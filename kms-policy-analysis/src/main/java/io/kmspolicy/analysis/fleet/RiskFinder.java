package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.fleet.KeyRisks.Finding;
import io.kmspolicy.analysis.fleet.Openings.Opening;
import io.kmspolicy.analysis.fleet.Risk.State;
import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.analysis.query.ReachQuery;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the risks of a key in the answers about it. Not thread-safe. */
final class RiskFinder {

  private static final String CHANGE_POLICY = "kms:PutKeyPolicy";

  /** Who retires a grant takes access away. */
  private static final String RETIRE = "kms:RetireGrant";

  private static final int NO_ROW = -1;

  private final FleetKeys fleet;
  private final List<Principal> principals;
  private final CellAnswers answers;
  private final Reaches reaches;
  private final RiskSentences sentences;
  private final Map<String, Integer> rows = new HashMap<>();

  RiskFinder(FleetKeys fleet, List<Principal> principals, CellAnswers answers, Reaches reaches) {
    this.fleet = fleet;
    this.principals = principals;
    this.answers = answers;
    this.reaches = reaches;
    this.sentences = new RiskSentences(answers.groups());
    for (int row = 0; row < principals.size(); row++) {
      rows.put(principals.get(row).name(), row);
    }
  }

  List<KeyRisks> of(List<Facts> keys) {
    List<Judged> judged =
        keys.stream().map(key -> new Judged(key, fleet.layers(key.key()))).toList();
    for (int row = 0; row < principals.size(); row++) {
      Reaches.OfPrincipal given = reaches.of(principals.get(row));
      for (Judged key : judged) {
        key.add(row, given);
      }
    }
    return judged.stream().map(Judged::risks).toList();
  }

  /** What the answers about one key say. */
  private final class Judged {

    private final Facts key;
    private final KeyPolicies layers;
    private final Openings toAnyone = new Openings();
    private final Openings toOthers = new Openings();
    private final Openings toEverybody = new Openings();
    private final List<Principal> administrators = new ArrayList<>();
    private boolean mayHaveMoreAdministrators;

    Judged(Facts key, KeyPolicies layers) {
      this.key = key;
      this.layers = layers;
    }

    KeyRisks risks() {
      return new KeyRisks(
          key.key(),
          key.shortName(),
          key.longName(),
          List.of(
              open(),
              openUnderConditions(),
              otherAccounts(),
              everybody(),
              singleAdministrator(),
              grants()));
    }

    void add(int row, Reaches.OfPrincipal given) {
      Principal principal = principals.get(row);
      if (principal.isAnyone()) {
        add(row, given, toAnyone);
      } else if (ReachQuery.isOfAnotherAccount(principal, key.key())) {
        add(row, given, toOthers);
      } else if (principal.isAnybody() && principal.caller() instanceof Caller.AccountCaller) {
        add(row, given, toEverybody);
      }
      switch (answers.result(row, key, CHANGE_POLICY)) {
        case ALLOWED, CONDITIONAL -> administrators.add(principal);
        case INDETERMINATE -> mayHaveMoreAdministrators = true;
        case DENIED -> {}
      }
    }

    private void add(int row, Reaches.OfPrincipal given, Openings openings) {
      String account =
          principals.get(row).caller() instanceof Caller.AccountCaller member
              ? member.accountId()
              : "";
      List<FleetCell.Numbered> ofActions = answers.of(row, key);
      for (int action = 0; action < ofActions.size(); action++) {
        FleetCell.Numbered answer = ofActions.get(action);
        KmsAction asked = answers.actions().get(action);
        if (answer.result() == Result.DENIED || asked.name().equals(RETIRE)) {
          continue;
        }
        if (answer.result() == Result.INDETERMINATE) {
          openings.add(action, account, given.ask(key, asked));
        } else {
          openings.add(action, account, answer.result(), answers.conditionKeys(answer));
        }
      }
    }

    /** AWS refuses callers of other accounts at the keys that it manages (rule 5.5). */
    private boolean isPolicyNeeded() {
      return layers.key() instanceof PolicyLayer.Unknown && layers.manager() != KeyManager.AWS;
    }

    private boolean areGrantsNeeded() {
      return layers.grants() instanceof GrantLayer.Unknown && layers.manager() != KeyManager.AWS;
    }

    Finding open() {
      String subject = "Anyone whose own account allows it";
      if (toAnyone.has(Opening.GIVEN)) {
        BitSet actions = toAnyone.actions(Opening.GIVEN);
        String more = more(toAnyone.actions(Opening.GIVEN_UNDER_CONDITIONS));
        return found(Risk.PUBLIC, State.HOLDS, actions, sentences.may(subject, actions, more));
      }
      return perhaps(Risk.PUBLIC, toAnyone, subject, isPolicyNeeded());
    }

    /** A grant has one grantee, so it makes no key public; what is not known counts as public. */
    Finding openUnderConditions() {
      if (toAnyone.has(Opening.GIVEN) || !toAnyone.has(Opening.GIVEN_UNDER_CONDITIONS)) {
        return none(Risk.PUBLIC_UNDER_CONDITIONS, State.ABSENT);
      }
      BitSet actions = toAnyone.actions(Opening.GIVEN_UNDER_CONDITIONS);
      return found(
          Risk.PUBLIC_UNDER_CONDITIONS,
          State.HOLDS,
          actions,
          sentences.may(
              "Anyone whose own account allows it",
              actions,
              RiskSentences.under(toAnyone.conditionKeys())));
    }

    Finding otherAccounts() {
      return shared(
          Risk.OTHER_ACCOUNTS,
          toOthers,
          subjectOf(toOthers),
          toOthers.needsCallersAccount() ? ", as far as their own accounts allow it" : "");
    }

    private String subjectOf(Openings openings) {
      Set<String> accounts = new TreeSet<>(openings.accounts(Opening.GIVEN));
      accounts.addAll(openings.accounts(Opening.GIVEN_UNDER_CONDITIONS));
      if (accounts.isEmpty()) {
        accounts.addAll(openings.accounts(Opening.PERHAPS));
        accounts.addAll(openings.accounts(Opening.PERHAPS_UNDER_CONDITIONS));
      }
      return "Principals of "
          + (accounts.size() == 1 ? "account " : accounts.size() + " other accounts, ")
          + RiskSentences.firstOf(accounts)
          + (accounts.size() == 1 ? "" : ",");
    }

    Finding everybody() {
      return shared(
          Risk.EVERYBODY_IN_THE_ACCOUNT,
          toEverybody,
          "Everybody in account " + key.key().accountId(),
          ", without a policy of their own");
    }

    /** What is open beyond that to anyone. */
    private Finding shared(Risk risk, Openings openings, String subject, String also) {
      BitSet always = beyondPublic(openings.actions(Opening.GIVEN));
      BitSet under = beyondPublic(openings.actions(Opening.GIVEN_UNDER_CONDITIONS));
      under.andNot(toAnyone.actions(Opening.GIVEN_UNDER_CONDITIONS));
      if (always.isEmpty() && under.isEmpty()) {
        return perhaps(risk, openings, subject, isPolicyNeeded() || areGrantsNeeded());
      }
      under.andNot(always);
      return always.isEmpty()
          ? found(
              risk,
              State.HOLDS,
              under,
              sentences.may(subject, under, also + RiskSentences.under(openings.conditionKeys())))
          : found(risk, State.HOLDS, always, sentences.may(subject, always, also + more(under)));
    }

    private BitSet beyondPublic(BitSet actions) {
      BitSet rest = (BitSet) actions.clone();
      rest.andNot(toAnyone.actions(Opening.GIVEN));
      return rest;
    }

    private static String more(BitSet underConditions) {
      return underConditions.isEmpty() ? "" : ", and more under conditions";
    }

    private Finding perhaps(Risk risk, Openings openings, String subject, boolean needsMore) {
      boolean isAlways = openings.has(Opening.PERHAPS);
      if (isAlways || openings.has(Opening.PERHAPS_UNDER_CONDITIONS)) {
        BitSet actions =
            openings.actions(isAlways ? Opening.PERHAPS : Opening.PERHAPS_UNDER_CONDITIONS);
        String under = isAlways ? "" : RiskSentences.under(List.of());
        return found(
            risk,
            State.MAY_HOLD,
            actions,
            RiskSentences.unlessForbidden(sentences.may(subject, actions, under)));
      }
      return none(
          risk, needsMore || openings.has(Opening.NOT_KNOWN) ? State.NOT_KNOWN : State.ABSENT);
    }

    /** The root user stands for its account, which outlives its users and roles. */
    Finding singleAdministrator() {
      boolean isFixed = layers.manager() == KeyManager.AWS;
      boolean hasMany =
          administrators.size() > 1
              || administrators.stream()
                  .anyMatch(one -> one.isAnybody() || one.caller() instanceof Caller.RootUser);
      if (isFixed || hasMany) {
        return none(Risk.SINGLE_ADMINISTRATOR, State.ABSENT);
      }
      if (mayHaveMoreAdministrators || isPolicyNeeded()) {
        return none(Risk.SINGLE_ADMINISTRATOR, State.NOT_KNOWN);
      }
      String sentence =
          administrators.isEmpty()
              ? "Nobody may change its key policy."
              : "Only "
                  + new PrincipalNames(administrators.get(0)).shortName()
                  + " may change its key policy.";
      return new Finding(
          Risk.SINGLE_ADMINISTRATOR, State.HOLDS, sentence, administrators.isEmpty() ? 1 : 0);
    }

    Finding grants() {
      if (areGrantsNeeded()) {
        return none(Risk.GRANTS_WITHOUT_EFFECT, State.NOT_KNOWN);
      }
      int without = 0;
      boolean isOpen = false;
      for (Grant grant : key.grants()) {
        State state = effect(grant);
        without += state == State.HOLDS ? 1 : 0;
        isOpen |= state == State.NOT_KNOWN;
      }
      if (without == 0) {
        return none(Risk.GRANTS_WITHOUT_EFFECT, isOpen ? State.NOT_KNOWN : State.ABSENT);
      }
      int all = key.grants().size();
      return new Finding(
          Risk.GRANTS_WITHOUT_EFFECT,
          State.HOLDS,
          all == 1
              ? "Its grant has no effect: all that it lists is denied to the grantee."
              : without
                  + " of its "
                  + all
                  + " grants "
                  + (without == 1
                      ? "has no effect: all that it lists is denied to its grantee."
                      : "have no effect: all that they list is denied to their grantees."),
          without);
    }

    /**
     * Whether a grant has no effect: all that it lists is denied to the principal that it names.
     */
    private State effect(Grant grant) {
      String grantee =
          grant.grantee() instanceof Grant.GrantPrincipal.Principal named
              ? named.text()
              : grant.grantee() instanceof Grant.GrantPrincipal.ServicePrincipal service
                  ? service.name()
                  : "";
      int row = rows.getOrDefault(grantee, NO_ROW);
      if (row == NO_ROW) {
        return State.NOT_KNOWN;
      }
      List<Result> results =
          grant.operations().stream()
              .map(operation -> answers.result(row, key, "kms:" + operation))
              .toList();
      if (results.stream().allMatch(Result.DENIED::equals)) {
        return State.HOLDS;
      }
      return results.stream()
              .allMatch(result -> result == Result.DENIED || result == Result.INDETERMINATE)
          ? State.NOT_KNOWN
          : State.ABSENT;
    }

    private Finding found(Risk risk, State state, BitSet actions, String sentence) {
      return new Finding(risk, state, sentence, sentences.weight(actions));
    }

    private static Finding none(Risk risk, State state) {
      return new Finding(risk, state, "", 0);
    }
  }
}
