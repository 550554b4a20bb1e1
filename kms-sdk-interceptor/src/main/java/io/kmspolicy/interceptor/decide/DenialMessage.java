package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Denial;
import io.kmspolicy.engine.explain.Denial.NearMiss;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.interceptor.decision.DenialReason;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds the one-sentence message of a stopped call. */
public final class DenialMessage {

  private static final String UNKNOWN_REASON = "the reason is not known";

  private final PolicyEvaluator evaluator;
  private final Assertions assertions;
  private final PolicySource policies;

  public DenialMessage(PolicyEvaluator evaluator, Assertions assertions, PolicySource policies) {
    this.evaluator = evaluator;
    this.assertions = assertions;
    this.policies = policies;
  }

  /** The check that determines the decision on a call. Empty if that check was not evaluated. */
  public static Optional<Evaluated> decisive(CallDecision call) {
    for (CheckDecision check : call.checks()) {
      if (check instanceof Evaluated evaluated && evaluated.decision() == call.decision()) {
        return Optional.of(evaluated);
      }
    }
    return Optional.empty();
  }

  /**
   * What a check is about, such as {@code on key/1234... by role App (111122223333)}. A key that is
   * not known is named by the alias of the request.
   */
  public static String subject(Evaluated check) {
    KmsResource unknown = check.unknownAlias().orElse(null);
    return "on "
        + DenialText.name(unknown == null ? check.request().resource() : unknown)
        + " by "
        + DenialText.name(check.request().caller());
  }

  /**
   * The message for a call that is stopped because KMS recently denied an identical one. It names
   * what KMS checks, of which it denied one, unless a check was not evaluated.
   */
  public static String remembered(InterceptedCall call, CallDecision decided, String reason) {
    List<String> asked = new ArrayList<>();
    for (CheckDecision check : decided.checks()) {
      if (check instanceof Evaluated evaluated) {
        asked.add(asked(evaluated));
      }
    }
    boolean isWhole = !asked.isEmpty() && asked.size() == decided.checks().size();
    return Quoting.quote(call.caller().arn())
        + " may not "
        + (isWhole ? String.join(" or ", asked) : "call `" + call.operation().name() + "`")
        + ": "
        + reason
        + "; stopped in the client, nothing was sent";
  }

  /** Such as {@code `kms:Encrypt` on `arn:...`}. */
  private static String asked(Evaluated check) {
    return "`" + check.action() + "` on " + Quoting.quote(check.request().resource().arn());
  }

  /** The reason for the decision on a call. */
  public String explanation(CallDecision call) {
    return decisive(call)
        .map(check -> check.action() + " " + check.decision().text() + ": " + explain(check))
        .orElse("the local policies do not determine the decision");
  }

  private String explain(Evaluated check) {
    if (check.decision().isCertainDenial()) {
      return reason(check);
    }
    Explanation explanation = evaluator.explain(check.request(), check.policies());
    List<DeterminingStatement> statements = explanation.determiningStatements();
    String why = "no single statement determines the decision";
    if (check.decision() == Decision.INDETERMINATE && !explanation.missing().isEmpty()) {
      why = "unknown: " + Quoting.oneLine(String.join(", ", explanation.missing()));
    } else if (!statements.isEmpty()) {
      why =
          "allowed by "
              + DenialText.label(statements.get(0))
              + provenance(statements.get(0).type(), check);
    }
    return why + assertionSuffix(assertions.behind(check, evaluator));
  }

  /** The assertions on which the decision on a call depends. */
  public List<Assertion> assertionsBehind(CallDecision call) {
    return decisive(call).map(check -> assertions.behind(check, evaluator)).orElse(List.of());
  }

  /** The whole message: the caller, the action, the resource and the reason. */
  public String message(Evaluated check, String reason) {
    return Quoting.quote(check.request().caller().arn())
        + " may not "
        + asked(check)
        + ": "
        + check.decision().text()
        + ", "
        + reason
        + "; stopped in the client, nothing was sent";
  }

  /**
   * The reason for a denial: the statement that denies, or the policy that does not allow; and the
   * assertions on which the decision depends.
   */
  public String reason(Evaluated check) {
    return policyReason(check) + assertionSuffix(assertions.behind(check, evaluator));
  }

  private static String assertionSuffix(List<Assertion> assertions) {
    return assertions.isEmpty()
        ? ""
        : " (based on the assertion "
            + String.join(
                ", ", assertions.stream().map(Assertion::text).map(Quoting::quote).toList())
            + ")";
  }

  /**
   * The reason for a certain denial, without the age of the policies and the assertions: equal
   * causes are equal. Calls that nothing allows differ by caller and key.
   */
  public DenialReason cause(CallDecision call) {
    Optional<Evaluated> decisive = decisive(call);
    if (decisive.isEmpty()) {
      return DenialReason.other(UNKNOWN_REASON);
    }
    Evaluated check = decisive.get();
    return cause(check, evaluator.explain(check.request(), check.policies()))
        .orElseGet(() -> DenialReason.other(UNKNOWN_REASON));
  }

  /** As {@link #cause(CallDecision)}, of one check; empty if its explanation is of no denial. */
  public static Optional<DenialReason> cause(Evaluated check, Explanation explanation) {
    return explanation.denial().map(denial -> cause(denial, check, explanation));
  }

  private static DenialReason cause(Denial denial, Evaluated check, Explanation explanation) {
    String text = new DenialText(check, type -> "").of(denial, explanation);
    return denial.explicit() ? byStatement(denial, text) : byAbsence(denial, check, text);
  }

  private static DenialReason byStatement(Denial denial, String text) {
    if (denial.statements().isEmpty()) {
      return DenialReason.other(text);
    }
    DeterminingStatement first = denial.statements().get(0);
    return new DenialReason(
        first.type().word(), first.statement().sid().orElse(""), DenialText.place(first), "", text);
  }

  private static DenialReason byAbsence(Denial denial, Evaluated check, String text) {
    Optional<NearMiss> nearest = denial.nearMisses().stream().findFirst();
    return new DenialReason(
        String.join(", ", denial.layers().stream().map(PolicyType::word).toList()),
        "",
        nearest.map(miss -> DenialText.place(miss.statement())).orElse(""),
        nearest.map(NearMiss::condition).orElse(""),
        DenialText.name(check.request().caller()) + ": " + text);
  }

  private String policyReason(Evaluated check) {
    Explanation explanation = evaluator.explain(check.request(), check.policies());
    DenialText text = new DenialText(check, type -> provenance(type, check));
    return explanation.denial().map(denial -> text.of(denial, explanation)).orElse(UNKNOWN_REASON);
  }

  private String provenance(PolicyType type, Evaluated check) {
    String text = policies.provenance(type, check.request().caller(), check.request().resource());
    return text.isEmpty() ? "" : " [" + Quoting.oneLine(text) + "]";
  }
}
